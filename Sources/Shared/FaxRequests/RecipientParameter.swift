import FaxModel

/// What can be said of one number of a list alone.
struct RecipientParameter: Sendable {
    /// Whether it may stand several times with a number.
    var isRepeatable = false
    /// Takes the value over.
    let take: @Sendable (String, inout RequestedRecipient) throws(BadValue) -> Void

    /// The parameters by their names.
    static let all: [String: RecipientParameter] = [
        "name": party(\.name), "company": party(\.company), "location": party(\.location),
        "telephone": party(\.telephone),
        "subaddress": RecipientParameter { text, recipient throws(BadValue) in
            guard Subaddress.canBe(text) else { throw BadValue(Subaddress.expectation) }
            recipient.subaddress = text
        },
        "reference": RecipientParameter { text, recipient throws(BadValue) in
            recipient.reference = try TextRule(limit: FieldLimits.reference).checked(text)
        },
        "billing-code": RecipientParameter { text, recipient throws(BadValue) in
            recipient.billingCode = try TextRule(limit: FieldLimits.billingCode).checked(text)
        },
        "cover-subject": RecipientParameter { text, recipient throws(BadValue) in
            recipient.cover.subject = try TextRule(limit: FieldLimits.subject).checked(text)
        },
        "cover-comments": RecipientParameter { text, recipient throws(BadValue) in
            recipient.cover.comments = try TextRule(limit: FieldLimits.comments).checked(text)
        },
        "cover-field": RecipientParameter(isRepeatable: true) { text, recipient throws(BadValue) in
            recipient.cover.rows = try CoverFields.Row.added(text, to: recipient.cover.rows)
        },
    ]

    /// Their names, for people.
    static var names: String { all.keys.sorted().joined(separator: ", ") }

    init(
        isRepeatable: Bool = false,
        take: @escaping @Sendable (String, inout RequestedRecipient) throws(BadValue) -> Void
    ) {
        self.isRepeatable = isRepeatable
        self.take = take
    }

    private static func party(_ part: any WritableKeyPath<Party, String?> & Sendable) -> RecipientParameter {
        RecipientParameter { text, recipient throws(BadValue) in
            let text = try TextRule(limit: FieldLimits.party).checked(text)
            recipient.cover.recipient = (recipient.cover.recipient ?? Party()).with(part, text)
        }
    }
}

extension Party {
    /// The same with `text` for a part of it.
    func with(_ part: WritableKeyPath<Party, String?>, _ text: String) -> Party {
        var party = self
        party[keyPath: part] = text
        return party
    }
}

extension CoverFields.Row {
    /// Reads `label: text`, and adds it to rows that are there.
    static func added(_ text: String, to rows: [CoverFields.Row]?) throws(BadValue) -> [CoverFields.Row] {
        let parts = text.split(separator: ":", maxSplits: 1).map(\.trimmed)
        guard (rows?.count ?? 0) < FieldLimits.rows else { throw BadValue("no more than \(FieldLimits.rows) of them") }
        guard parts.count == 2 else { throw BadValue("a label, a colon and a text") }
        let label = try TextRule(limit: FieldLimits.label).checked(parts[0])
        return (rows ?? []) + [
            CoverFields.Row(label: label, text: try TextRule(limit: FieldLimits.row).checked(parts[1]))
        ]
    }
}
