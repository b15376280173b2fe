internal import CGMime

/// A mail address with its display name (RFC 5322 §3.4).
public struct Mailbox: Hashable, Sendable {
    /// The display name, decoded; `nil` when there is none.
    public var name: String?
    /// The address: `jane@example.com`.
    public var address: String

    /// The mailbox at `address`.
    public init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }

    /// The mailboxes of an address list as it stands in a header field; none when it is no list of addresses.
    static func list(_ raw: String) -> [Mailbox] {
        guard AddressNesting.isHarmless(raw.utf8) else { return [] }
        let options = ParserOptions()
        guard let list = internet_address_list_parse(options.pointer, PaddedWords.rewritten(raw)) else { return [] }
        defer { faxpost_mime_unref(list) }
        return mailboxes(in: list, depth: 0)
    }

    private static func mailboxes(in list: UnsafeMutablePointer<InternetAddressList>, depth: Int) -> [Mailbox] {
        (0..<internet_address_list_length(list)).flatMap { index -> [Mailbox] in
            guard let address = internet_address_list_get_address(list, index) else { return [] }
            if let mailbox = faxpost_mime_mailbox(address), let text = internet_address_mailbox_get_addr(mailbox) {
                let name = internet_address_get_name(address).map { String(cString: $0) }
                return [Mailbox(name: name.flatMap { $0.isEmpty ? nil : $0 }, address: String(cString: text))]
            }
            // A group within a group is against RFC 5322 §3.4, so one level is enough.
            guard depth == 0, let group = faxpost_mime_group(address),
                let members = internet_address_group_get_members(group)
            else { return [] }
            return mailboxes(in: members, depth: 1)
        }
    }
}
