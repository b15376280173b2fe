public import FaxModel
public import FaxRequests

/// How the header fields of mails are read: section `fields`.
public struct FieldSettings: Sendable, Hashable {
    /// What is done about a field that is unknown, stands twice, or has a value that it can't have.
    public enum Mistake: String, Sendable, CaseIterable, ConfigurationValue {
        /// The mail is refused at the end of its data.
        case refuse
        /// The fax is sent without what was asked for, and its sender is told.
        case warn
    }

    /// What is done about mistakes.
    public var mistakes: Mistake
    /// The local parts, in lower case, of the addresses in the fax domains that take mail for the numbers of its header.
    public var listAddresses: [String]
    /// The names that applications use besides ours.
    public var names: FieldNames

    /// Reads section `fields`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        mistakes = try section.value("mistakes", default: .refuse)
        let addresses: [String] = try section.list("list-addresses", default: [])
        listAddresses = addresses.map { $0.lowercased() }
        if let wrong = listAddresses.first(where: { MailAddress(configuration: "\($0)@fax.example") == nil }) {
            throw section.error("list-addresses", "'\(wrong)' is not what stands before the @ of a mail address")
        }
        names = FieldNames()
        for (name, field) in try section.words("names") where !names.add(name, for: field) {
            throw section.error(
                "names",
                RequestField.named(field) == nil
                    ? "'\(field)' is no field; fields are \(RequestField.all.map(\.name).joined(separator: ", "))"
                    : "'\(name)' can't be the name of a field, or is one already")
        }
        for (name, values) in try section.wordLists("values") {
            for (theirs, ours) in values where !names.add(value: theirs, of: name, for: ours) {
                throw section.error("values", "'\(name)' is none of fields.names")
            }
        }
        try section.finish()
    }
}

extension FaxRequest {
    /// Why a mail with these fields is not faxed, where this is done about mistakes; `nil` where it is faxed.
    public func failure(_ mistakes: FieldSettings.Mistake) -> Failure? {
        switch mistakes {
        case .refuse: failure
        case .warn: fatalFailure
        }
    }
}
