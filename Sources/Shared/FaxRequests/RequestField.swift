import FaxModel

/// A header field by which a sender asks for something: one entry of the table in `RequestField.all`.
public struct RequestField: Sendable {
    /// The field's name.
    public let name: String
    /// Other names for it: those of HylaFAX's faxmail.
    public let synonyms: [String]
    /// What a value must be, to follow "expected".
    public let expectation: String
    /// Whether it may stand several times.
    public let isRepeatable: Bool
    /// Whether its value is never told again, be it as expected or not.
    public let isSecret: Bool
    /// Takes the value over; when it is not as expected, nothing is changed.
    let take: @Sendable (String, inout FaxRequest.Draft) throws(BadValue) -> Void

    init(
        _ name: String, synonyms: [String] = [], expecting expectation: String, isRepeatable: Bool = false,
        isSecret: Bool = false,
        take: @escaping @Sendable (String, inout FaxRequest.Draft) throws(BadValue) -> Void
    ) {
        self.name = name
        self.synonyms = synonyms
        self.expectation = expectation
        self.isRepeatable = isRepeatable
        self.isSecret = isSecret
        self.take = take
    }

    /// Every field under this prefix is ours, in either case.
    public static let prefix = "X-Fax-"

    /// The field of this name or synonym, in either case; `nil` when there is none.
    public static func named(_ name: String) -> RequestField? {
        byName[name.lowercased()]
    }

    private static let byName = Dictionary(
        all.flatMap { field in ([field.name] + field.synonyms).map { ($0.lowercased(), field) } },
        uniquingKeysWith: { first, _ in first })

    /// The names of the fields that say when a fax may be sent: they are about the mail that they stand in, and not about a fax that is sent
    /// again later.
    public static let times: Set<String> = ["X-Fax-Not-Before", "X-Fax-Expires"]

    /// The name of the field that lists numbers.
    public static let number = "X-Fax-Number"
}

extension RequestField {
    /// The field whose name is most like an unknown one under the prefix, for somebody who has mistyped it; `nil` where none is like it.
    /// One whose value is not to be told goes before another that is as like.
    static func nearest(to name: String) -> RequestField? {
        shortened(name) ?? beginning(with: name) ?? nearest(to: name, among: secretsFirst)
    }

    /// The field of whose name somebody has written the beginning only.
    private static func beginning(with name: String) -> RequestField? {
        let written = withoutPrefix(name)
        return written.count < 3 ? nil : secretsFirst.first { $0.name.starts(with: written) }?.field
    }

    /// Whether an unknown name under the prefix is short for that of a field whose value is not to be told, or most like it.
    static func isLikeSecret(_ name: String) -> Bool {
        // Most names are not: they are not compared with all there are.
        shortened(name) != nil
            || nearest(to: name, among: secrets) != nil && nearest(to: name)?.isSecret == true
    }

    private static var secrets: some Sequence<Candidate> { secretsFirst.prefix { $0.field.isSecret } }

    /// The field whose value is not to be told for which a name is short.
    private static func shortened(_ name: String) -> RequestField? {
        let written = withoutPrefix(name)
        return secrets.first { isShort(written, for: $0.name) }?.field
    }

    /// Whether letters were left out of `long` but the first: `pwd` and `pass` for `password`.
    private static func isShort(_ short: [UInt8], for long: [UInt8]) -> Bool {
        guard short.count > 1, short.first == long.first else { return false }
        var rest = long[...]
        return short.allSatisfy { octet in
            guard let index = rest.firstIndex(of: octet) else { return false }
            rest = rest[(index + 1)...]
            return true
        }
    }

    private typealias Candidate = (field: RequestField, name: [UInt8])

    /// All fields with what their names have after the prefix, in lower case.
    private static let secretsFirst: [Candidate] =
        (all.filter(\.isSecret) + all.filter { !$0.isSecret }).map { ($0, withoutPrefix($0.name)) }

    /// Changes to a name up to which it is like another one.
    private static let mostChanges = 5

    private static func nearest(to name: String, among candidates: some Sequence<Candidate>) -> RequestField? {
        let written = withoutPrefix(name)
        var nearest: RequestField?
        var limit = mostChanges + 1
        for (field, known) in candidates where abs(known.count - written.count) < limit {
            let changes = distance(written, known)
            if changes < limit { (nearest, limit) = (field, changes) }
        }
        return nearest
    }

    private static func withoutPrefix(_ name: String) -> [UInt8] {
        Array(name.lowercased().utf8.dropFirst(prefix.utf8.count).prefix(80))
    }

    /// How many octets have to be put in, taken out or replaced to make one name of the other (Levenshtein).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (index, octet) in one.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for column in other.indices {
                let change = corner + (octet == other[column] ? 0 : 1)
                corner = row[column + 1]
                row[column + 1] = min(change, corner + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
