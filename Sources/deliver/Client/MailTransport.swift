import NIOCore
import SMTP

/// What takes a mail to the mail server.
protocol MailTransport: Sendable {
    /// Sends a mail and tells what became of it for each recipient. Trouble with the connection is an outcome, too.
    ///
    /// - Parameter data: the mail, its lines ended by CR LF.
    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult]
}
