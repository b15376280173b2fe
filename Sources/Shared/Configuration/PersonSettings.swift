public import FaxModel

/// A sender as the configuration knows it, where there is no directory: an item of list `people`.
public struct PersonSettings: Sendable, Hashable {
    /// The person's mail address; upper and lower case mean the same.
    public var mail: String
    /// The person's name.
    public var name: String?
    /// The company.
    public var company: String?
    /// The voice telephone.
    public var telephone: String?
    /// The fax number.
    public var facsimile: String?

    /// The part of the company.
    public var department: String?
    /// The postal address.
    public var address: String?
    /// What the person's station calls itself to the far end.
    public var stationID: String?
    /// Whose account the person's faxes are on.
    public var billingCode: String?
    /// The template of the person's cover pages.
    public var coverTemplate: String?
    /// The language of cover pages and notifications.
    public var language: String?
    /// The resolution of the person's faxes.
    public var resolution: Resolution?
    /// Of what the person is told, where a mail does not say it.
    public var notify: NotificationEvents?

    /// Reads one item of `people`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        mail = try section.value("mail")
        guard mail.contains("@") else { throw section.error("mail", "'\(mail)' is not a mail address") }
        name = try section.optional("name")
        company = try section.optional("company")
        telephone = try section.optional("telephone")
        facsimile = try section.optional("facsimile")
        department = try section.optional("department")
        address = try section.optional("address")
        stationID = try section.optional("station-id")
        billingCode = try section.optional("billing-code")
        coverTemplate = try section.optional("cover-template")
        language = try section.optional("language")
        resolution = try section.optional("resolution")
        notify = try section.optional("notify")
        try section.finish()
    }

    /// Reads list `people` of the whole file.
    ///
    /// - Throws: also when two people have one address.
    static func list(_ root: ConfigurationSection) throws(ConfigurationError) -> [PersonSettings] {
        var people: [PersonSettings] = []
        for section in try root.sections("people") {
            let person = try PersonSettings(section)
            guard !people.contains(where: { $0.mail.lowercased() == person.mail.lowercased() }) else {
                throw section.error("mail", "'\(person.mail)' is the address of another one, too")
            }
            people.append(person)
        }
        return people
    }

    /// The person on a cover page.
    public var party: Party {
        Party(
            name: name, company: company, department: department, address: address, telephone: telephone,
            facsimile: facsimile, mail: mail)
    }
}

extension Resolution: ConfigurationValue {}
