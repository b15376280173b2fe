import FaxModel

extension RequestField {
    /// What senders may say on the cover page.
    static let coverPage: [RequestField] = [
        .flag("X-Fax-Cover-Page", synonyms: ["X-Fax-AutoCoverPage"], words: HylaFAXWords.booleans) {
            $1.coverPage = $0
        },
        .text("X-Fax-Cover-Subject", synonyms: ["X-Fax-Cover-Regarding"], limit: FieldLimits.subject) {
            $1.changeCover(\.subject, to: $0)
        },
        .text("X-Fax-Cover-Comments", limit: FieldLimits.comments) { $1.changeCover(\.comments, to: $0) },
        RequestField(
            "X-Fax-Cover-Field", expecting: "a label, a colon and a text", isRepeatable: true
        ) { text, draft throws(BadValue) in
            let rows = try CoverFields.Row.added(text, to: draft.options.cover?.rows)
            draft.options.changeCover(\.rows, to: rows)
        },
        party("X-Fax-Cover-To", synonyms: ["X-Fax-To"], \.recipient, \.name),
        party("X-Fax-Cover-To-Company", synonyms: ["X-Fax-Cover-Company"], \.recipient, \.company),
        party("X-Fax-Cover-To-Location", synonyms: ["X-Fax-Cover-Location"], \.recipient, \.location),
        party("X-Fax-Cover-To-Telephone", synonyms: ["X-Fax-Cover-Voice"], \.recipient, \.telephone),
        party("X-Fax-Cover-From", synonyms: ["X-Fax-From"], \.sender, \.name),
        party("X-Fax-Cover-From-Company", \.sender, \.company),
        party("X-Fax-Cover-From-Location", \.sender, \.location),
        party("X-Fax-Cover-From-Telephone", synonyms: ["X-Fax-Cover-From-Voice"], \.sender, \.telephone),
        party("X-Fax-Cover-From-Fax", \.sender, \.facsimile),
    ]

    private static func party(
        _ name: String, synonyms: [String] = [], _ party: any WritableKeyPath<CoverFields, Party?> & Sendable,
        _ part: any WritableKeyPath<Party, String?> & Sendable
    ) -> RequestField {
        .text(name, synonyms: synonyms, limit: FieldLimits.party) { text, options in
            options.changeCover(party, to: (options.cover?[keyPath: party] ?? Party()).with(part, text))
        }
    }
}

extension FaxOptions {
    fileprivate mutating func changeCover<Value>(_ field: WritableKeyPath<CoverFields, Value>, to value: Value) {
        var cover = cover ?? CoverFields()
        cover[keyPath: field] = value
        self.cover = cover
    }
}
