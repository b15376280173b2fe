import FaxModel
import SMTP

/// Where accepted mails are kept.
protocol MailSink: Sendable {
    /// Octets of a mail, Received: field included, up to which it is handed over whole.
    var wholeLimit: Int { get }

    /// Begins to keep a mail that is larger than that.
    func begin() -> any MailUpload

    /// Makes a mail durable: it is on disk when this returns.
    ///
    /// - Returns: the order that it is; another one than its own when the same mail was kept before, which is not kept again.
    /// - Throws: `MailRefusal` when it is not.
    func keep(_ mail: AcceptedMail, _ content: MailContent) async throws(MailRefusal) -> OrderID
}

/// A large mail on its way to where it is kept; one that is never handed to `keep` is thrown away.
protocol MailUpload: Sendable {
    /// Takes the next octets; returns when there is room for more.
    ///
    /// - Throws: `MailRefusal` when the mail can't be kept.
    mutating func append(_ octets: [UInt8]) async throws(MailRefusal)
}

/// A mail's octets.
enum MailContent: Sendable {
    /// All of them.
    case whole([UInt8])
    /// They went ahead.
    case uploaded(any MailUpload)
}

/// Why a mail was not kept.
struct MailRefusal: Error, Hashable {
    /// What the client hears.
    var reply: Reply
    /// What the operator reads.
    var reason: String
    /// The same of one recipient, where it is about one.
    var note: RefusalNote?
}
