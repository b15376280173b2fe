extension LDAPFilterExpression where Value == LDAPValue {
    /// Whether an entry with these values is one that the filter means, as far as that can be told without the server's schema: upper and
    /// lower case, and runs of spaces, mean the same (caseIgnoreMatch, RFC 4517 §4.2.11).
    ///
    /// - Returns: `nil` where it can't be told.
    public func matches(_ values: (LDAPAttribute) -> [[UInt8]]) -> Bool? {
        switch self {
        case .and(let operands):
            let answers = operands.map { $0.matches(values) }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .or(let operands):
            let answers = operands.map { $0.matches(values) }
            return answers.contains(true) ? true : answers.contains(nil) ? nil : false
        case .not(let operand): return operand.matches(values).map { !$0 }
        case .present(let attribute): return !values(attribute).isEmpty
        case .equal(let attribute, let value):
            let wanted = value.bytes.foldedForMatching
            return values(attribute).contains { $0.foldedForMatching == wanted }
        case .substrings(let attribute, let initial, let any, let final):
            return values(attribute).contains {
                Self.contains($0.foldedForMatching, initial?.bytes, any.map(\.bytes), final?.bytes)
            }
        case .extensible(let attribute?, false, let rule?, let value):
            guard let rule = LDAPBitRule(rawValue: rule), let mask = value.bytes.integer else { return nil }
            return values(attribute).compactMap(\.integer).contains { rule.matches($0, mask) }
        case .greaterOrEqual, .lessOrEqual, .approximate, .extensible: return nil
        }
    }
}

extension LDAPFilterExpression {
    /// The parts of the filter of which `matches` can't tell whether they mean an entry: the server's schema decides.
    public var undecidable: [LDAPFilterExpression] {
        switch self {
        case .and(let operands), .or(let operands): operands.flatMap(\.undecidable)
        case .not(let operand): operand.undecidable
        case .present, .equal, .substrings: []
        case .extensible(.some, false, let rule?, _) where LDAPBitRule(rawValue: rule) != nil: []
        case .greaterOrEqual, .lessOrEqual, .approximate, .extensible: [self]
        }
    }

    /// The attributes that the filter speaks of.
    public var attributes: Set<LDAPAttribute> {
        switch self {
        case .and(let operands), .or(let operands): operands.reduce(into: []) { $0.formUnion($1.attributes) }
        case .not(let operand): operand.attributes
        case .equal(let attribute, _), .substrings(let attribute, _, _, _), .greaterOrEqual(let attribute, _),
            .lessOrEqual(let attribute, _), .approximate(let attribute, _), .present(let attribute):
            [attribute]
        case .extensible(let attribute, _, _, _): attribute.map { [$0] } ?? []
        }
    }

}

extension LDAPFilterExpression where Value == LDAPValue {
    private static func contains(_ value: [UInt8], _ initial: [UInt8]?, _ any: [[UInt8]], _ final: [UInt8]?) -> Bool {
        var rest = value[...]
        if let initial = initial?.foldedForMatching {
            guard rest.starts(with: initial) else { return false }
            rest = rest.dropFirst(initial.count)
        }
        for piece in any.map(\.foldedForMatching) {
            guard let end = rest.end(of: piece) else { return false }
            rest = rest[end...]
        }
        guard let final = final?.foldedForMatching else { return true }
        return rest.count >= final.count && rest.suffix(final.count).elementsEqual(final)
    }
}

extension [UInt8] {
    /// The number that stands here as text.
    fileprivate var integer: Int64? { String(validating: self, as: UTF8.self).flatMap { Int64($0) } }

    /// In lower case, with single spaces; as it is where it is no text.
    public var foldedForMatching: [UInt8] {
        // Most values have nothing to fold.
        if allSatisfy({ $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }) { return self }
        guard let text = String(validating: self, as: UTF8.self) else { return self }
        return Array(text.lowercased().split(separator: " ").joined(separator: " ").utf8)
    }
}

extension ArraySlice<UInt8> {
    /// Where the first occurrence of `piece` ends.
    fileprivate func end(of piece: [UInt8]) -> Int? {
        guard !piece.isEmpty else { return startIndex }
        guard count >= piece.count else { return nil }
        for start in startIndex...(endIndex - piece.count) where self[start..<start + piece.count].elementsEqual(piece)
        {
            return start + piece.count
        }
        return nil
    }
}
