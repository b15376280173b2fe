/// What a mail transaction is about, before its data (RFC 5321 §2.3.1).
public struct MailEnvelope: Hashable, Sendable {
    /// How the client introduced itself (RFC 5321 §4.1.1.1).
    public struct Hello: Hashable, Sendable {
        /// The name it gave.
        public var name: String
        /// EHLO, not HELO.
        public var isExtended: Bool

        /// A client of this name.
        public init(name: String, isExtended: Bool) {
            self.name = name
            self.isExtended = isExtended
        }
    }

    /// The client.
    public var hello: Hello
    /// The reverse path; `nil` for the null reverse path.
    public var sender: Mailbox?
    /// The accepted recipients, in the order of the RCPT commands.
    public var recipients: [ForwardPath]
    /// Recipients that its owner has refused, in their order: as many of them as a mail may have recipients.
    public var refused: [ForwardPath]
    /// The size in octets that the client announced (RFC 1870 §6); `nil` when it announced none.
    public var announcedSize: Int?
    /// Whether the client announced data with octets above 127 (RFC 6152).
    public var isEightBit: Bool

    /// A transaction that has no recipients yet.
    public init(hello: Hello, sender: Mailbox?, announcedSize: Int? = nil, isEightBit: Bool = false) {
        self.hello = hello
        self.sender = sender
        self.recipients = []
        self.refused = []
        self.announcedSize = announcedSize
        self.isEightBit = isEightBit
    }
}
