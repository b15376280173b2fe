import Configuration
import FaxModel
import Logging
import NIOCore
import NIOPosix
import SMTP

/// Takes mails to the mail servers of section `deliver`: each recipient's copy to those of its route, to the first that can be reached.
struct SMTPTransport: MailTransport {
    private let smarthosts: [Smarthost]
    private let routes: [MailRouteSettings]
    private let logger: Logger?

    /// A transport to the servers that the section `deliver` names.
    ///
    /// - Parameter patience: how long a mail waits for its turn at a server whose connections are all in use.
    /// - Throws: `ConfigurationError` when a password or a certificate can't be read.
    init(
        _ settings: DeliverSettings, group: MultiThreadedEventLoopGroup = .singleton, patience: Duration = .seconds(30),
        logger: Logger? = nil
    ) throws {
        smarthosts = try settings.smarthosts.map {
            try Smarthost($0, of: settings, group: group, patience: patience)
        }
        routes = settings.routes
        self.logger = logger
    }

    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult] {
        let servers = mail.recipients.map { names(mail.sender, $0) }
        var results: [Mailbox: RecipientResult] = [:]
        var ways: [[String]?] = []
        for way in servers where !ways.contains(where: { $0 == way }) { ways.append(way) }
        for way in ways {
            var part = mail
            part.recipients = zip(mail.recipients, servers).filter { $0.1 == way }.map(\.0)
            for result in await send(part, data, over: way) { results[result.recipient] = result }
        }
        return mail.recipients.compactMap { results[$0] }
    }

    /// The names of the servers for a recipient; `nil` for all.
    private func names(_ sender: Mailbox?, _ recipient: Mailbox) -> [String]? {
        routes.first { $0.fits(sender: sender?.domain.description, recipient: recipient.domain.description) }?
            .smarthosts
    }

    private func send(_ mail: OutgoingMail, _ data: ByteBuffer, over names: [String]?) async -> [RecipientResult] {
        let way = names.map { names in names.compactMap { name in smarthosts.first { $0.name == name } } } ?? smarthosts
        var failures: [String] = []
        var status = EnhancedStatusCode(4, 4, 1)
        for smarthost in way where !Task.isCancelled {
            do {
                return try await smarthost.send(mail, data)
            } catch {
                status = error.failure.status
                failures.append(error.failure.sentence)
                guard !Task.isCancelled else { break }
                logger?.warning(
                    "A mail server can't be used.",
                    metadata: ["server": "\(smarthost.name)", "reason": "\(error.failure)"])
            }
        }
        let failure = Failure(
            status, failures.isEmpty ? "The program ends." : failures.map(\.asSentence).joined(separator: " "))
        return mail.recipients.map { RecipientResult(recipient: $0, outcome: .deferred(failure)) }
    }
}
