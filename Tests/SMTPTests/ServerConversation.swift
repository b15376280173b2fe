import FaxModel
import NIOCore

@testable import SMTP

/// A server and its owner, who accepts every recipient but those `refuses` names, and keeps what comes.
final class ServerConversation {
    /// A mail that the machine handed over whole.
    struct Mail: Hashable {
        var envelope: MailEnvelope
        var data: String
    }

    var machine: SMTPServerStateMachine
    var now: NIODeadline = .uptimeNanoseconds(0)
    /// What the client has been told, line by line.
    private(set) var replies: [String] = []
    private(set) var mails: [Mail] = []
    private(set) var discarded = 0
    private(set) var isClosed = false
    /// The client has ended the connection, and says nothing more.
    private(set) var isEnded = false
    /// TLS has to begin.
    private(set) var startsTLS = false
    /// Logins that were asked about.
    private(set) var logins: [Login] = []
    /// The only user and password that are right.
    var rightLogin = Login(user: "jane", password: "secret")
    /// The answers of recipients that are answered by themselves, by their place.
    var others: [Int: Reply] = [:]
    private var open: Mail?
    private let refuses: String?

    init(
        maximumSize: Int = 1000, maximumRecipients: Int = 100, refuses: String? = nil, greeted: Bool = true,
        adjust: (inout SMTPServerSettings) -> Void = { _ in }
    ) {
        var settings = SMTPServerSettings(
            hostname: "fax.example", maximumSize: maximumSize, maximumRecipients: maximumRecipients)
        adjust(&settings)
        self.refuses = refuses
        machine = SMTPServerStateMachine(settings: settings, now: now)
        if greeted {
            machine.greet(now: now)
            run()
        }
    }

    /// A conversation that has come as far as EHLO.
    static func introduced(maximumSize: Int = 1000, maximumRecipients: Int = 100) -> ServerConversation {
        let conversation = ServerConversation(maximumSize: maximumSize, maximumRecipients: maximumRecipients)
        _ = conversation.say("EHLO client.example\r\n")
        return conversation
    }

    /// A conversation that TLS protects, in which the client has introduced itself.
    static func secured(_ login: SMTPServerSettings.Login = .optional) -> ServerConversation {
        let conversation = ServerConversation(
            greeted: false,
            adjust: { settings in
                settings.encryption = .implicit
                settings.login = login
            })
        conversation.machine.secured(by: "TLS 1.3", now: conversation.now)
        conversation.machine.greet(now: conversation.now)
        conversation.run()
        _ = conversation.say("EHLO client.example\r\n")
        return conversation
    }

    /// TLS has begun, as the server wanted.
    func secure() {
        startsTLS = false
        machine.secured(by: "TLS 1.3", now: now)
        run()
    }

    /// A conversation in which the server waits for the data.
    static func receiving(maximumSize: Int = 1000) -> ServerConversation {
        let conversation = ServerConversation.introduced(maximumSize: maximumSize)
        _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@fax.example>\r\nDATA\r\n")
        return conversation
    }

    /// Sends octets to the server; what it answers to them, joined by `|`.
    func say(_ text: String) -> String {
        say(Array(text.utf8))
    }

    func say(_ octets: [UInt8]) -> String {
        let before = replies.count
        machine.received(ByteBuffer(bytes: octets), now: now)
        run()
        return replies[before...].joined(separator: "|")
    }

    /// Performs what the machine wants.
    func run() {
        while let action = machine.nextAction() {
            switch action {
            case .reply(let reply):
                var buffer = ByteBuffer()
                reply.encode(into: &buffer)
                replies += String(buffer: buffer).split(separator: "\r\n").map(String.init)
            case .startTLS: startsTLS = true
            case .checkLogin(let login):
                logins.append(login)
                if login == rightLogin {
                    machine.loginAccepted(login.user, now: now)
                } else {
                    machine.loginRefused(now: now)
                }
            case .checkSender(let envelope):
                if let refuses, envelope.sender?.description.contains(refuses) == true {
                    machine.senderRefused(Reply(450, EnhancedStatusCode(4, 7, 1), "Later"), now: now)
                } else {
                    machine.senderAccepted(now: now)
                }
            case .checkRecipient(let recipient, _):
                if let refuses, recipient.description.contains(refuses) {
                    machine.recipientRefused(Reply(550, EnhancedStatusCode(5, 1, 1), "No such number"), now: now)
                } else {
                    machine.recipientAccepted(now: now)
                }
            case .openMail(let envelope):
                open = Mail(envelope: envelope, data: "")
                machine.dataExpected(now: now)
            case .appendBody(let buffer): open?.data += String(buffer: buffer)
            case .storeMail:
                if let mail = open { mails.append(mail) }
                open = nil
                machine.mailAnswered(Reply(250, EnhancedStatusCode(2, 0, 0), "Kept"), except: others, now: now)
            case .discardMail:
                open = nil
                discarded += 1
            case .close(let isEnded):
                isClosed = true
                self.isEnded = isEnded
            }
        }
    }
}
