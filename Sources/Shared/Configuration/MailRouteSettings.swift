/// Which servers take which mail: an item of list `deliver.routes`. The first that fits counts.
public struct MailRouteSettings: Sendable, Hashable {
    /// The domains of recipients; `.example.com` for all below. Empty for any.
    public var recipients: [MailDomainPattern]
    /// The domains of the sender in the envelope; empty for any. Mails from the null sender fit no route that has some.
    public var senders: [MailDomainPattern]
    /// The names of the servers, the first that can be reached takes the mail.
    public var smarthosts: [String]

    /// Reads the list.
    static func list(
        _ section: ConfigurationSection, smarthosts: [SmarthostSettings]
    ) throws(ConfigurationError) -> [MailRouteSettings] {
        let known = smarthosts.map(\.name)
        var routes: [MailRouteSettings] = []
        for item in try section.sections("routes") {
            let route = MailRouteSettings(
                recipients: try item.condition("recipients"), senders: try item.condition("senders"),
                smarthosts: try item.list("smarthosts"))
            try item.finish()
            guard !route.smarthosts.isEmpty else { throw item.error("smarthosts", "names none") }
            if let stranger = route.smarthosts.first(where: { !known.contains($0) }) {
                throw item.error(
                    "smarthosts",
                    "'\(stranger)' is not in deliver.smarthosts; there are \(known.joined(separator: ", "))")
            }
            routes.append(route)
        }
        return routes
    }

    /// Whether it takes a mail from a sender of this domain (`nil` for the null sender) to a recipient of that.
    public func fits(sender: String?, recipient: String) -> Bool {
        (recipients.isEmpty || recipients.contains { $0.fits(recipient) })
            && (senders.isEmpty || senders.contains { pattern in sender.map { pattern.fits($0) } ?? false })
    }
}

/// A mail domain, or with a dot before it all below: `example.com`, `.example.com`.
public struct MailDomainPattern: Hashable, Sendable, ConfigurationValue {
    private let domain: String
    private let isBelow: Bool

    public static var expectation: String { "a domain such as example.com, or .example.com for all below" }

    public init?(configuration text: String) {
        isBelow = text.hasPrefix(".")
        guard let name = HostName(configuration: String(isBelow ? text.dropFirst() : text[...])) else { return nil }
        domain = name.text.lowercased()
    }

    /// Whether `domain` is it, in either case.
    public func fits(_ domain: String) -> Bool {
        isBelow ? domain.lowercased().hasSuffix(".\(self.domain)") : domain.lowercased() == self.domain
    }
}
