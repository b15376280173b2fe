/// The names that an installation's applications use for our fields, and the words that they use for values: so that nobody has to
/// change a program that faxed by another gateway.
public struct FieldNames: Hashable, Sendable {
    /// Our field, by their name in lower case.
    private var fields: [String: String] = [:]
    /// Our value, by their name and their value, both in lower case.
    private var values: [String: [String: String]] = [:]

    /// The value that stands for every other one.
    public static let anyValue = "*"

    /// No names but our own.
    public init() {}

    /// Takes `name` for the field that is called `field` here.
    ///
    /// - Returns: `false` where `field` is none of ours, or `name` is the name of a field already, or can't be one
    ///   (RFC 5322 §3.6.8); nothing is changed then.
    public mutating func add(_ name: String, for field: String) -> Bool {
        let isName = !name.isEmpty && name.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ":") }
        guard isName, RequestField.named(name) == nil, fields[name.lowercased()] == nil,
            let known = RequestField.named(field)
        else { return false }
        fields[name.lowercased()] = known.name
        return true
    }

    /// Takes the value `theirs` of a field that is called `name` for `ours`.
    ///
    /// - Returns: `false` where no such name was added.
    public mutating func add(value theirs: String, of name: String, for ours: String) -> Bool {
        guard fields[name.lowercased()] != nil else { return false }
        values[name.lowercased(), default: [:]][theirs.lowercased()] = ours
        return true
    }

    /// Whether a field of this name is for us: it is under the prefix, or one of theirs.
    public func covers(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix(RequestField.prefix.lowercased()) || fields[name] != nil
    }

    /// Our name and value for a field.
    public func translated(_ name: String, _ value: String) -> (name: String, value: String) {
        let key = name.lowercased()
        guard let field = fields[key] else { return (name, value) }
        let ours = values[key]?[value.lowercased()] ?? values[key]?[Self.anyValue]
        return (field, ours ?? value)
    }

    /// Our name and value for a field whose value is not to be told; `nil` for every other field.
    public func secret(_ name: String, _ value: String) -> (name: String, value: String)? {
        let (ours, value) = translated(name, value)
        guard let field = RequestField.named(ours), field.isSecret else { return nil }
        return (field.name, value)
    }

    /// The names in lower case of all fields whose values are not to be told: ours, and those that stand for them.
    public var secrets: Set<String> {
        let ours = RequestField.all.filter(\.isSecret).flatMap { [$0.name] + $0.synonyms }.map { $0.lowercased() }
        return Set(ours + fields.filter { RequestField.named($0.value)?.isSecret == true }.keys)
    }

    /// Whether a field of this name is unknown, and was most likely meant to be one whose value is not to be told.
    public func isMistypedSecret(_ name: String) -> Bool {
        covers(name) && fields[name.lowercased()] == nil && RequestField.named(name) == nil
            && RequestField.isLikeSecret(name)
    }

    /// As much of a field's name as may be told and kept. Behind the name of one whose value is not to be told, or a name that is like it, may
    /// stand the value itself, where the colon was forgotten or comes later.
    public func tellable(_ name: String) -> String {
        let word = String(name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        if word != name, secret(word, "") != nil { return word }
        let written = name.lowercased()
        guard written.hasPrefix(RequestField.prefix.lowercased()), fields[written] == nil,
            RequestField.named(name) == nil
        else { return name }
        if let secret = secrets.filter({ written.hasPrefix($0) }).max(by: { $0.count < $1.count }) {
            return String(name.prefix(secret.count))
        }
        let letters = String(name.prefix { $0.isASCII && $0.isLetter || $0 == "-" })
        return RequestField.isLikeSecret(letters) ? letters : name
    }

    /// Whether octets hold a header line that begins with such a name: whether it is worth reading the header.
    ///
    /// - Parameter header: the octets of a header.
    public func mayStand(in header: [UInt8]) -> Bool {
        let names = ([RequestField.prefix.lowercased()] + fields.keys).map { Array($0.utf8) }
        var start = 0
        while start < header.count {
            if names.contains(where: { Self.stands($0, in: header, at: start) }) { return true }
            guard let end = header[start...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
            start = end + 1
        }
        return false
    }

    /// Whether a name in lower case stands there, in either case.
    private static func stands(_ name: [UInt8], in header: [UInt8], at start: Int) -> Bool {
        guard header.count - start >= name.count else { return false }
        for (index, octet) in name.enumerated() where lowered(header[start + index]) != octet { return false }
        return true
    }

    private static func lowered(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }
}
