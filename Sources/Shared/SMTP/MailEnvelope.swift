public import FaxModel

/// What a mail transaction is about, before its data (RFC 5321 §2.3.1).
public struct MailEnvelope: Hashable, Sendable {
    /// How the client introduced itself (RFC 5321 §4.1.1.1).
    public struct Hello: Hashable, Sendable {
        /// The name it gave.
        public var name: String
        /// EHLO or LHLO, not HELO.
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
    /// What the client wants reported of each of them, in the same order.
    public var wishes: [ReportWishes] = []
    /// Recipients that its owner has refused.
    public var refusedCount = 0
    /// The size in octets that the client announced (RFC 1870 §6); `nil` when it announced none.
    public var announcedSize: Int?
    /// Whether the client announced data with octets above 127 (RFC 6152).
    public var isEightBit: Bool
    /// Whether addresses and header fields may be in UTF-8 (RFC 6531 §3.4).
    public var isInternational = false
    /// What reports give back of the mail (RET); `nil` where the client said nothing.
    public var returnedContent: ReturnedContent?
    /// What the sender calls the mail (ENVID), decoded; `nil` where the client said nothing.
    public var envelopeID: String?
    /// The protocol by which it comes.
    public var service: MailService = .smtp
    /// The version of TLS that protects it; `nil` for none.
    public var encryption: String?
    /// Who has logged in; `nil` for nobody.
    public var user: String?

    /// A transaction that has no recipients yet.
    public init(hello: Hello, sender: Mailbox?, announcedSize: Int? = nil, isEightBit: Bool = false) {
        self.hello = hello
        self.sender = sender
        self.recipients = []
        self.announcedSize = announcedSize
        self.isEightBit = isEightBit
    }
}

extension MailEnvelope {
    /// The protocol by its registered name, for Received: (RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3): `ESMTPSA`.
    public var protocolName: String {
        guard hello.isExtended else { return "SMTP" }
        let name =
            switch service {
            case .smtp: isInternational ? "UTF8SMTP" : "ESMTP"
            case .lmtp: isInternational ? "UTF8LMTP" : "LMTP"
            }
        return name + (encryption == nil ? "" : "S") + (user == nil ? "" : "A")
    }
}
