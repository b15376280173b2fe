import FaxModel
import NIOCore

@testable import SMTP

extension FuzzTarget {
    /// A client's side of a connection. The first octet says what kind of server it talks to, the second into what pieces its lines
    /// are cut; the others are its words. It says them line by line, as one does who waits, in pieces of lines, and all at once.
    static let smtp = FuzzTarget("smtp") { input in
        var reader = InputReader(input)
        let kind = reader.octet()
        let size = Int(reader.octet()) + 1
        let words = Array(input.dropFirst(2))
        let lines = words.split(after: 10)
        let pieces = lines.flatMap { line in
            stride(from: 0, to: line.count, by: size).map { Array(line[$0..<min($0 + size, line.count)]) }
        }
        let inLines = try ServerPlay.outcome(kind, lines)
        let inPieces = try ServerPlay.outcome(kind, pieces)
        try FuzzFinding.unless(
            inLines.replies == inPieces.replies, "answers depend on the pieces in which a client talks")
        try FuzzFinding.unless(inLines.mails == inPieces.mails, "mails depend on the pieces in which a client talks")
        _ = try ServerPlay.outcome(kind, [words])
    }
}

extension Array where Element == UInt8 {
    /// The pieces that end with `octet`, and the last, that may not.
    fileprivate func split(after octet: UInt8) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        for index in indices where self[index] == octet {
            pieces.append(Array(self[start...index]))
            start = index + 1
        }
        return start < count ? pieces + [Array(self[start...])] : pieces
    }
}

/// A server and an owner who accepts what he is asked, but for recipients that begin with 9 and mails that hold `refuse`.
private struct ServerPlay: ~Copyable {
    /// What came of a client's words.
    struct Outcome {
        var replies: [String] = []
        var mails: [[UInt8]] = []
    }

    private var machine: SMTPServerStateMachine
    private let settings: SMTPServerSettings
    private var outcome = Outcome()
    private var open: [UInt8]?
    private var isClosed = false
    private var isSecured = false
    private var now = NIODeadline.uptimeNanoseconds(0)

    /// What comes of these pieces, said to a server of this kind.
    static func outcome(_ kind: UInt8, _ pieces: [[UInt8]]) throws(FuzzFinding) -> Outcome {
        var play = ServerPlay(kind)
        return try play.play(pieces)
    }

    private init(_ kind: UInt8) {
        var settings = SMTPServerSettings(hostname: "fax.example", maximumSize: 500, maximumRecipients: 3)
        settings.service = kind & 1 == 0 ? .smtp : .lmtp
        settings.encryption = [.none, .offered, .required, .implicit][Int(kind >> 1 & 3)]
        settings.login = settings.encryption == .none ? .none : [.none, .optional, .required][Int(kind >> 3 & 3) % 3]
        self.settings = settings
        machine = SMTPServerStateMachine(settings: settings, now: now)
    }

    /// Lets the client say these pieces, one after the other, and leave.
    private mutating func play(_ pieces: [[UInt8]]) throws(FuzzFinding) -> Outcome {
        if settings.encryption == .implicit { machine.secured(by: "TLS 1.3", now: now) }
        isSecured = settings.encryption == .implicit
        machine.greet(now: now)
        try run()
        for piece in pieces {
            now = now + .milliseconds(1)
            machine.timeReached(now)
            machine.received(ByteBuffer(bytes: piece), now: now)
            try run()
        }
        machine.connectionClosed()
        isClosed = true
        try run()
        try FuzzFinding.unless(open == nil, "a mail is open after the connection's end")
        return outcome
    }

    private mutating func run() throws(FuzzFinding) {
        var steps = 0
        while let action = machine.nextAction() {
            steps += 1
            try FuzzFinding.unless(steps < 100_000, "the machine does not come to rest")
            try perform(action)
        }
        guard !isClosed else { return }
        try FuzzFinding.unless(machine.isWaitingForClient, "the machine waits for nobody")
        try FuzzFinding.unless(machine.nextDeadline != nil, "a client is waited for without end")
    }

    private mutating func perform(_ action: SMTPServerAction) throws(FuzzFinding) {
        try FuzzFinding.unless(!isClosed || action == .discardMail, "something is done after the connection's end")
        switch action {
        case .reply(let reply):
            var buffer = ByteBuffer()
            reply.encode(into: &buffer)
            let text = String(buffer: buffer)
            try FuzzFinding.unless(
                text.utf8.allSatisfy { (32...126).contains($0) || $0 == 13 || $0 == 10 }, "a reply is not ASCII")
            // Which of several flaws of a mail is told depends on the pieces in which it comes.
            outcome.replies.append(text.hasPrefix("554 5.6.0") ? "554 5.6.0" : text)
        case .startTLS:
            try FuzzFinding.unless(!isSecured && settings.encryption != .none, "TLS begins where it can't")
            isSecured = true
            machine.secured(by: "TLS 1.3", now: now)
        case .checkLogin(let login):
            try FuzzFinding.unless(isSecured && settings.login != .none, "a login in the clear, or where there is none")
            try FuzzFinding.unless(!login.user.isEmpty && !login.password.isEmpty, "an empty login")
            if login.password == "secret" {
                machine.loginAccepted(login.user, now: now)
            } else {
                machine.loginRefused(now: now)
            }
        case .checkSender(let envelope):
            try FuzzFinding.unless(
                settings.encryption != .required || envelope.encryption != nil,
                "a mail without the TLS that is required")
            try FuzzFinding.unless(
                settings.login != .required || envelope.user != nil, "a mail without the login that is required")
            try FuzzFinding.unless(
                envelope.isInternational || envelope.sender?.isASCII ?? true,
                "an address in UTF-8 that was not announced")
            if let sender = envelope.sender { try Self.hold(.mailbox(sender)) }
            machine.senderAccepted(now: now)
        case .checkRecipient(let path, _):
            try Self.hold(path)
            if path.description.hasPrefix("9") {
                machine.recipientRefused(Reply(550, nil, "No"), now: now)
            } else {
                machine.recipientAccepted(now: now)
            }
        case .openMail(let envelope):
            try FuzzFinding.unless(open == nil, "a second mail is opened")
            try FuzzFinding.unless(
                !envelope.recipients.isEmpty && envelope.recipients.count <= settings.maximumRecipients
                    && envelope.recipients.count == envelope.wishes.count, "a mail with too few or too many recipients")
            open = []
            machine.dataExpected(now: now)
        case .appendBody(let data):
            try FuzzFinding.unless(open != nil, "data of no mail")
            open?.append(contentsOf: data.readableBytesView)
            try FuzzFinding.unless(open?.count ?? 0 <= settings.maximumSize, "a mail beyond the limit")
        case .storeMail:
            guard let mail = open else { throw FuzzFinding(description: "a mail is stored that is not open") }
            try Self.hold(mail)
            outcome.mails.append(mail)
            open = nil
            let others = settings.service == .lmtp ? [1: Reply(450, nil, "Later")] : [:]
            if !isClosed { machine.mailAnswered(Reply(250, nil, "Kept"), except: others, now: now) }
        case .discardMail:
            try FuzzFinding.unless(open != nil, "a mail is discarded that is not open")
            open = nil
        case .close: isClosed = true
        }
    }

    /// An address can be written, and read again as the same; and between `<` and `>` it is one argument of a command, and nothing behind
    /// it.
    private static func hold(_ path: ForwardPath) throws(FuzzFinding) {
        guard case .mailbox(let mailbox) = path else { return }
        try FuzzFinding.unless(Mailbox(mailbox.description) == mailbox, "an address is not read as it is written")
        let command = try? SMTPCommand(line: Array("RCPT TO:<\(mailbox)>".utf8))
        try FuzzFinding.unless(command == .recipient(path, parameters: []), "an address says more than itself")
    }

    /// No mail has a lone CR or LF or a NUL in it (RFC 5321 §2.3.8).
    private static func hold(_ mail: [UInt8]) throws(FuzzFinding) {
        for (index, octet) in mail.enumerated() {
            switch octet {
            case 0: throw FuzzFinding(description: "a NUL in a mail")
            case 10:
                try FuzzFinding.unless(index > 0 && mail[index - 1] == 13, "a lone LF in a mail")
            case 13:
                try FuzzFinding.unless(index + 1 < mail.count && mail[index + 1] == 10, "a lone CR in a mail")
            default: break
            }
        }
    }
}
