/// Reads the text of a filter (RFC 4515 §3), placeholders included, by recursive descent.
struct LDAPFilterReader {
    private typealias Segment = LDAPFilterTemplate.Segment
    private typealias Expression = LDAPFilterExpression<[LDAPFilterTemplate.Segment]>

    /// How deep filters may be nested.
    static let maximumDepth = 32

    private let bytes: [UInt8]
    private let placeholders: Set<String>
    private var position = 0

    /// A reader at the beginning of `text`.
    init(_ text: String, placeholders: Set<String>) {
        self.bytes = Array(text.utf8)
        self.placeholders = placeholders
    }

    /// The whole text as one filter.
    mutating func filter() throws(LDAPSyntaxError) -> LDAPFilterExpression<[LDAPFilterTemplate.Segment]> {
        let expression = try filter(depth: 0)
        guard position == bytes.count else { throw error("text after the filter's end") }
        return expression
    }

    private mutating func filter(depth: Int) throws(LDAPSyntaxError) -> Expression {
        guard depth < Self.maximumDepth else { throw error("more than \(Self.maximumDepth) filters in each other") }
        try take("(")
        let expression: Expression
        switch next {
        case UInt8(ascii: "&"):
            position += 1
            expression = .and(try list(depth: depth))
        case UInt8(ascii: "|"):
            position += 1
            expression = .or(try list(depth: depth))
        case UInt8(ascii: "!"):
            position += 1
            expression = .not(try filter(depth: depth + 1))
        default: expression = try item()
        }
        try take(")")
        return expression
    }

    private mutating func list(depth: Int) throws(LDAPSyntaxError) -> [Expression] {
        var operands: [Expression] = []
        while next == UInt8(ascii: "(") { operands.append(try filter(depth: depth + 1)) }
        return operands
    }

    private mutating func item() throws(LDAPSyntaxError) -> Expression {
        let start = position
        let name = take(while: { !"=~<>:()".utf8.contains($0) })
        let attribute = LDAPAttribute(name)
        guard attribute != nil || (name.isEmpty && next == UInt8(ascii: ":")) else {
            throw LDAPSyntaxError(offset: start, message: "'\(name)' is no attribute")
        }
        if next == UInt8(ascii: ":") { return try extensible(attribute) }
        guard let attribute else { throw error("an attribute is missing") }
        switch next {
        case UInt8(ascii: "~"):
            position += 1
            try take("=")
            return .approximate(attribute, try value())
        case UInt8(ascii: ">"):
            position += 1
            try take("=")
            return .greaterOrEqual(attribute, try value())
        case UInt8(ascii: "<"):
            position += 1
            try take("=")
            return .lessOrEqual(attribute, try value())
        default:
            try take("=")
            return try equality(attribute)
        }
    }

    /// What follows `attribute=`: a value, `*`, or values with `*` between them.
    private mutating func equality(_ attribute: LDAPAttribute) throws(LDAPSyntaxError) -> Expression {
        var pieces = [try value()]
        while next == UInt8(ascii: "*") {
            position += 1
            pieces.append(try value())
        }
        guard pieces.count > 1 else { return .equal(attribute, pieces[0]) }
        let initial = pieces.removeFirst()
        let final = pieces.removeLast()
        if initial.isEmpty, final.isEmpty, pieces.isEmpty { return .present(attribute) }
        guard pieces.allSatisfy({ !$0.isEmpty }) else { throw error("two '*' with nothing between them") }
        return .substrings(
            attribute, initial: initial.isEmpty ? nil : initial, any: pieces, final: final.isEmpty ? nil : final)
    }

    /// What follows the attribute, if any, of an extensible match: `:dn:rule:=value`.
    private mutating func extensible(_ attribute: LDAPAttribute?) throws(LDAPSyntaxError) -> Expression {
        let start = position
        var words: [String] = []
        while next == UInt8(ascii: ":") {
            position += 1
            if next == UInt8(ascii: "=") { break }
            words.append(take(while: { !":=()".utf8.contains($0) }))
        }
        try take("=")
        let dn = words.first?.lowercased() == "dn"
        if dn { words.removeFirst() }
        let rule = words.first
        guard words.count < 2, attribute != nil || rule != nil,
            rule.map({ LDAPAttribute.isName($0[...]) || LDAPAttribute.isObjectIdentifier($0[...]) }) ?? true
        else { throw LDAPSyntaxError(offset: start, message: "expected ':dn' or ':rule' and ':='") }
        return .extensible(attribute, dn: dn, rule: rule, try value())
    }

    private mutating func value() throws(LDAPSyntaxError) -> [Segment] {
        var segments: [Segment] = []
        var literal: [UInt8] = []
        while let byte = next, !"()*".utf8.contains(byte) {
            switch byte {
            case UInt8(ascii: "\\"): literal.append(try escape())
            case UInt8(ascii: "{"):
                if !literal.isEmpty { segments.append(.bytes(literal)) }
                literal = []
                segments.append(.placeholder(try placeholder()))
            case UInt8(ascii: "}"): throw error("a '}' without '{'; a brace of the value is written \\7d")
            case 0: throw error("a NUL character; it is written \\00")
            default:
                literal.append(byte)
                position += 1
            }
        }
        if !literal.isEmpty { segments.append(.bytes(literal)) }
        return segments
    }

    private mutating func escape() throws(LDAPSyntaxError) -> UInt8 {
        let digits = bytes[position...].dropFirst().prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("'\\' must be followed by two hexadecimal digits") }
        position += 3
        return byte
    }

    private mutating func placeholder() throws(LDAPSyntaxError) -> String {
        let start = position
        position += 1
        let name = take(while: { !"{}()".utf8.contains($0) })
        guard placeholders.contains(name) else {
            let known = placeholders.sorted().map { "{\($0)}" }.joined(separator: ", ")
            throw LDAPSyntaxError(offset: start, message: "{\(name)} is no placeholder; known here: \(known)")
        }
        try take("}")
        return name
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(while condition: (UInt8) -> Bool) -> String {
        let run = bytes[position...].prefix(while: condition)
        position += run.count
        return String(decoding: run, as: UTF8.self)
    }

    private mutating func take(_ character: Character) throws(LDAPSyntaxError) {
        guard let next, next == character.asciiValue else { throw error("'\(character)' expected") }
        position += 1
    }

    private func error(_ message: String) -> LDAPSyntaxError {
        LDAPSyntaxError(offset: position, message: message)
    }
}
