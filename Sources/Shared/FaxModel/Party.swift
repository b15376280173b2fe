/// Someone who sends or receives a fax, as far as the directory or the mail tells.
public struct Party: Hashable, Sendable, Codable {
    public var name: String?
    public var company: String?
    /// The part of the company.
    public var department: String?
    /// Where the person is found: building, room.
    public var location: String?
    /// The postal address, its lines divided by line feeds.
    public var address: String?
    /// Voice telephone, as written in the directory.
    public var telephone: String?
    /// Fax number, as written in the directory.
    public var facsimile: String?
    /// Mail address, without display name.
    public var mail: String?

    /// Somebody of whom this much is known.
    public init(
        name: String? = nil, company: String? = nil, department: String? = nil, location: String? = nil,
        address: String? = nil, telephone: String? = nil, facsimile: String? = nil, mail: String? = nil
    ) {
        self.name = name
        self.company = company
        self.department = department
        self.location = location
        self.address = address
        self.telephone = telephone
        self.facsimile = facsimile
        self.mail = mail
    }

    /// The same with what is known of `other` in place of what is known of this one.
    public func overlaid(by other: Party?) -> Party {
        guard let other else { return self }
        return Party(
            name: other.name ?? name, company: other.company ?? company, department: other.department ?? department,
            location: other.location ?? location, address: other.address ?? address,
            telephone: other.telephone ?? telephone, facsimile: other.facsimile ?? facsimile, mail: other.mail ?? mail)
    }
}
