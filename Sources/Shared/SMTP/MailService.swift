/// The protocol that a server speaks.
public enum MailService: String, Hashable, Sendable, CaseIterable {
    /// SMTP (RFC 5321): one answer for a mail.
    case smtp
    /// LMTP (RFC 2033): one answer for each recipient of a mail.
    case lmtp
}
