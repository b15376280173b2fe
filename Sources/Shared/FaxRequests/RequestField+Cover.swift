import FaxModel

extension RequestField {
    /// What senders may say on the cover page.
    static let coverPage: [RequestField] = [
        .flag("X-Fax-Cover-Page", synonyms: ["X-Fax-AutoCoverPage"], words: HylaFAXWords.booleans) {
            $1.coverPage = $0
        },
        RequestField("X-Fax-Cover-Template", expecting: "a cover template that there is") {
            text, draft throws(BadValue) in
            guard draft.coverTemplates.contains(text) else {
                throw BadValue("one of \(draft.coverTemplates.sorted().joined(separator: ", "))")
            }
            draft.options.coverTemplate = text
        },
        RequestField("X-Fax-Language", expecting: "a language such as en or de-AT") { text, draft throws(BadValue) in
            guard let language = languageTag(text) else { throw BadValue() }
            draft.options.language = language
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

    /// A language tag of BCP 47 in lower case: letters, then perhaps parts of letters and digits with hyphens before them.
    private static func languageTag(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.utf8.count), text.utf8.count <= 35,
            language.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }),
            parts.dropFirst().allSatisfy({ part in
                (1...8).contains(part.utf8.count)
                    && part.unicodeScalars.allSatisfy {
                        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
                    }
            })
        else { return nil }
        return parts.joined(separator: "-")
    }

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
