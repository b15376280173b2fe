import FaxModel

/// What a mail's X-Fax- fields ask for.
struct FaxRequest {
    /// What was understood; the defaults where nothing was asked for.
    private(set) var options = FaxOptions()
    /// What was not understood, a sentence each.
    private(set) var problems: [String] = []

    /// Reads the fields under the prefix, whatever their case; `fields` are all fields of the mail, decoded.
    init(_ fields: [(name: String, value: String)]) {
        var seen: Set<String> = []
        for (name, value) in fields where name.lowercased().hasPrefix(RequestField.prefix.lowercased()) {
            guard let field = RequestField.named(name) else {
                let known = RequestField.all.map(\.name).joined(separator: ", ")
                problems.append(
                    "The field \(Self.quoted(name)) (value \(Self.quoted(value))) is unknown; known are \(known).")
                continue
            }
            guard seen.insert(field.name).inserted else {
                problems.append("The field \(field.name) stands twice; its second value is \(Self.quoted(value)).")
                continue
            }
            guard field.take(value, &options) else {
                problems.append(
                    "The field \(field.name) has the value \(Self.quoted(value)); expected \(field.expectation).")
                continue
            }
        }
        if let start = options.notBefore, let end = options.expires, end <= start {
            problems.append("X-Fax-Expires is no later than X-Fax-Not-Before: the fax could never be sent.")
        }
    }

    /// Why the mail is not faxed; `nil` when everything was understood.
    var failure: Failure? {
        guard !problems.isEmpty else { return nil }
        let shown = problems.prefix(10).joined(separator: " ")
        return Failure(EnhancedStatusCode(5, 6, 0), "The mail was not faxed. \(shown)")
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.singleLine(limit: 80))'"
    }
}
