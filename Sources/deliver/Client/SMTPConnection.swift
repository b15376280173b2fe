import FaxModel
import NIOCore
import SMTP

/// A connection to a mail server, from outside its event loop.
struct SMTPConnection: Sendable {
    /// The connection.
    let channel: any Channel

    /// Sends a mail, one after the other.
    ///
    /// - Throws: `SessionFailure` where the server has heard nothing of the mail.
    func send(_ mail: OutgoingMail, _ data: ByteBuffer) async throws(SessionFailure) -> [RecipientResult] {
        let answer = channel.eventLoop.makePromise(of: [RecipientResult].self)
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.handler(type: SMTPSession.self).send(mail, data, answer: answer)
            } catch {
                // The pipeline of a closed channel is empty.
                answer.fail(error)
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch let failure as SessionFailure {
            throw failure
        } catch {
            throw SessionFailure(
                Failure(EnhancedStatusCode(4, 4, 2), "The mail server has closed the connection"), isOfTLS: false)
        }
    }
}
