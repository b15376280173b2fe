public import LDAPGrammar

/// Which attributes hold what: section `directory.attributes`. Of several, the first that has a value counts; each is an attribute, or
/// a text with attributes in braces.
public struct DirectoryAttributeSettings: Sendable, Hashable {
    /// The person's name.
    public var name: [LDAPValueTemplate]
    /// The company.
    public var company: [LDAPValueTemplate]
    /// The part of the company.
    public var department: [LDAPValueTemplate]
    /// Where the person is found: building, room.
    public var location: [LDAPValueTemplate]
    /// The postal address.
    public var address: [LDAPValueTemplate]
    /// The voice telephone.
    public var telephone: [LDAPValueTemplate]
    /// The fax numbers: all of them.
    public var facsimile: [LDAPValueTemplate]
    /// The mail address.
    public var mail: [LDAPValueTemplate]
    /// What the sender's station calls itself to the far end.
    public var stationID: [LDAPValueTemplate]
    /// Whose account the sender's faxes are on.
    public var billingCode: [LDAPValueTemplate]
    /// The template of the sender's cover pages.
    public var coverTemplate: [LDAPValueTemplate]
    /// The language of cover pages and notifications.
    public var language: [LDAPValueTemplate]
    /// The resolution: of the sender's faxes, or of those to the recipient.
    public var resolution: [LDAPValueTemplate]
    /// Of what the sender is told: words as in `deliver.notify`.
    public var notify: [LDAPValueTemplate]
    /// The number that is dialled for the recipient in place of the one that was written.
    public var dialledNumber: [LDAPValueTemplate]
    /// Whether the recipient wants no fax: any word but false, no, off and 0.
    public var doNotFax: [LDAPValueTemplate]

    /// Reads section `directory.attributes`; what it does not say is as `profile` has it.
    init(_ section: ConfigurationSection, _ profile: DirectoryProfile) throws(ConfigurationError) {
        func list(_ key: String, _ standard: [String: [LDAPValueTemplate]]) throws(ConfigurationError)
            -> [LDAPValueTemplate]
        {
            try section.list(key, default: standard[profile.rawValue] ?? standard["*"] ?? [])
        }
        name = try list("name", ["ad": ["displayName", "{givenName} {sn}", "cn"], "*": ["cn"]])
        company = try list(
            "company", ["ad": ["company"], "domino": ["companyName", "o"], "*": ["company", "o"]])
        department = try list("department", ["inetorgperson": ["departmentNumber", "ou"], "*": ["department"]])
        location = try list(
            "location", ["ad": ["physicalDeliveryOfficeName"], "domino": ["location"], "*": ["roomNumber"]])
        address = try list(
            "address",
            [
                "ad": ["{streetAddress}\\n{postalCode} {l}\\n{co}"],
                "domino": ["{officeStreetAddress}\\n{officeZip} {officeCity}\\n{officeCountry}"],
                "*": ["postalAddress", "{street}\\n{postalCode} {l}"],
            ])
        telephone = try list(
            "telephone", ["domino": ["telephoneNumber", "officePhoneNumber"], "*": ["telephoneNumber"]])
        facsimile = try list(
            "facsimile",
            [
                "ad": ["facsimileTelephoneNumber", "otherFacsimileTelephoneNumber"],
                "domino": ["facsimileTelephoneNumber", "officeFAXPhoneNumber"], "*": ["facsimileTelephoneNumber"],
            ])
        mail = try list("mail", ["*": ["mail"]])
        stationID = try list("station-id", [:])
        billingCode = try list("billing-code", [:])
        coverTemplate = try list("cover-template", [:])
        language = try list("language", ["domino": ["preferredLanguage"], "*": ["preferredLanguage"]])
        resolution = try list("resolution", [:])
        notify = try list("notify", [:])
        dialledNumber = try list("dialled-number", [:])
        doNotFax = try list("do-not-fax", [:])
        try section.finish()
    }

    /// All attributes that are asked for.
    public var all: [LDAPAttribute] {
        var seen: Set<LDAPAttribute> = []
        return [
            name, company, department, location, address, telephone, facsimile, mail, stationID, billingCode,
            coverTemplate,
            language, resolution, notify, dialledNumber, doNotFax,
        ].joined().flatMap(\.attributes).filter { seen.insert($0).inserted }
    }
}

extension LDAPValueTemplate: ConfigurationValue {
    public static var expectation: String { "the name of an attribute, or a text with such names in braces" }

    public init?(configuration text: String) {
        self.init(text)
    }
}

extension LDAPValueTemplate: ExpressibleByStringLiteral {
    /// The template that the source code spells out.
    public init(stringLiteral: String) {
        guard let template = LDAPValueTemplate(stringLiteral) else {
            preconditionFailure("'\(stringLiteral)' is no text with attributes")
        }
        self = template
    }
}
