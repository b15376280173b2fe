import Foundation
import NIOCore
import Testing

@testable import SMTP

@Suite("Server: STARTTLS (RFC 3207)")
struct StartTLSTests {
    private func conversation(_ encryption: SMTPServerSettings.Encryption = .offered) -> ServerConversation {
        let conversation = ServerConversation(adjust: { $0.encryption = encryption })
        _ = conversation.say("EHLO client.example\r\n")
        return conversation
    }

    @Test("§4: it is offered, and answered with 220 before TLS begins")
    func begins() {
        let conversation = ServerConversation(adjust: { $0.encryption = .offered })
        #expect(conversation.say("EHLO c\r\n").contains("|250-STARTTLS|"))
        #expect(conversation.say("STARTTLS\r\n").hasPrefix("220 "))
        #expect(conversation.startsTLS)
        let waits = conversation.machine.isWaitingForClient
        #expect(!waits)
    }

    @Test("§4.2: after it the client is unknown, introduces itself anew, and is not offered it again")
    func forgets() {
        let conversation = conversation()
        _ = conversation.say("STARTTLS\r\n")
        conversation.secure()
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("503 5.5.1"))
        #expect(!conversation.say("EHLO again\r\n").contains("STARTTLS"))
        #expect(conversation.say("STARTTLS\r\n").hasPrefix("503 5.5.1"))
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f.example>\r\nDATA\r\n").contains("354"))
        _ = conversation.say("x\r\n.\r\n")
        #expect(conversation.mails.first?.envelope.encryption == "TLS 1.3")
        #expect(conversation.mails.first?.envelope.hello.name == "again")
    }

    @Test(
        "§5, CVE-2011-0411: whatever comes right behind it in the clear cuts the connection, and is never carried out",
        arguments: ["MAIL FROM:<evil@x.example>\r\n", "EHLO x\r\n", "x", "\r\n"])
    func injection(behind: String) {
        let conversation = conversation()
        #expect(conversation.say("STARTTLS\r\n" + behind).hasPrefix("554 5.5.0"))
        #expect(conversation.isClosed)
        #expect(!conversation.startsTLS)
    }

    @Test("§4: with an argument 501; within a mail, before EHLO 503; where it is not offered 502")
    func outOfPlace() {
        #expect(conversation().say("STARTTLS now\r\n").hasPrefix("501 5.5.4"))
        let busy = conversation()
        _ = busy.say("MAIL FROM:<a@b.example>\r\n")
        #expect(busy.say("STARTTLS\r\n").hasPrefix("503 5.5.1"))
        #expect(ServerConversation(adjust: { $0.encryption = .offered }).say("STARTTLS\r\n").hasPrefix("503"))
        #expect(conversation(.none).say("STARTTLS\r\n").hasPrefix("502 5.5.1"))
    }

    @Test(
        "§4: where TLS is required, everything but EHLO, NOOP, STARTTLS and QUIT is 530 before it",
        arguments: ["MAIL FROM:<a@b>", "RCPT TO:<a@b>", "DATA", "RSET", "HELO x", "VRFY x", "HELP", "AUTH PLAIN"])
    func required(command: String) {
        let conversation = conversation(.required)
        #expect(conversation.say(command + "\r\n") == "530 5.7.0 Must issue a STARTTLS command first")
        #expect(conversation.say("NOOP\r\n").hasPrefix("250"))
        #expect(conversation.say("STARTTLS\r\n").hasPrefix("220"))
        conversation.secure()
        _ = conversation.say("EHLO x\r\n")
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("250"))
    }

    @Test("Where TLS is required, a chunk before it is read past, not taken for commands")
    func requiredChunk() {
        #expect(conversation(.required).say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n").hasSuffix("|250 2.0.0 Ok"))
    }

    @Test("A client that does not begin TLS is given up in time")
    func timeout() {
        let conversation = conversation()
        _ = conversation.say("STARTTLS\r\n")
        conversation.machine.timeReached(conversation.now + .minutes(5))
        conversation.run()
        #expect(conversation.isClosed)
    }

    @Test(
        "RFC 8314 §3.3: with TLS from the first octet the greeting comes after it; words before the greeting cut it off"
    )
    func implicit() {
        let conversation = ServerConversation.secured()
        #expect(conversation.replies.first?.hasPrefix("220 ") == true)
        let eager = ServerConversation(greeted: false, adjust: { $0.encryption = .implicit })
        #expect(eager.say("EHLO x\r\n") == "")
        eager.machine.secured(by: "TLS 1.3", now: eager.now)
        eager.machine.greet(now: eager.now)
        eager.run()
        #expect(eager.replies.first?.hasPrefix("554 5.5.0") == true)
        #expect(eager.isClosed)
    }
}

@Suite("Server: AUTH (RFC 4954, RFC 4616)")
struct LoginTests {
    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test("§4: offered with PLAIN and LOGIN, and only under TLS")
    func offered() {
        #expect(ServerConversation.secured().say("EHLO x\r\n").contains("|250-AUTH PLAIN LOGIN|"))
        let clear = ServerConversation(adjust: { settings in
            settings.encryption = .offered
            settings.login = .optional
        })
        #expect(!clear.say("EHLO x\r\n").contains("AUTH"))
        #expect(clear.say("AUTH PLAIN \(base64("\0jane\0secret"))\r\n").hasPrefix("538 5.7.11"))
        #expect(clear.logins.isEmpty)
    }

    @Test("RFC 4616: PLAIN with an initial response, and with one that is asked for")
    func plain() {
        for authorization in ["", "jane"] {
            let response = base64("\(authorization)\0jane\0secret")
            #expect(ServerConversation.secured().say("AUTH PLAIN \(response)\r\n") == "235 2.7.0 Logged in")
            let conversation = ServerConversation.secured()
            #expect(conversation.say("auth plain\r\n") == "334 ")
            #expect(conversation.say(response + "\r\n") == "235 2.7.0 Logged in")
            _ = conversation.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<1@f.example>\r\nDATA\r\n")
            _ = conversation.say("x\r\n.\r\n")
            #expect(conversation.mails.first?.envelope.user == "jane")
            #expect(conversation.mails.first?.envelope.protocolName == "ESMTPSA")
        }
    }

    @Test("LOGIN asks for name and password; the name may come first")
    func login() {
        let conversation = ServerConversation.secured()
        #expect(conversation.say("AUTH LOGIN\r\n") == "334 VXNlcm5hbWU6")
        #expect(conversation.say("\(base64("jane"))\r\n") == "334 UGFzc3dvcmQ6")
        #expect(conversation.say("\(base64("secret"))\r\n").hasPrefix("235 2.7.0"))
        #expect(ServerConversation.secured().say("AUTH LOGIN \(base64("jane"))\r\n") == "334 UGFzc3dvcmQ6")
    }

    @Test(
        "§4, §6: what can't be a login",
        arguments: [
            ("AUTH PLAIN *", "501 5.7.0"), ("AUTH PLAIN !!", "501 5.5.2"), ("AUTH PLAIN =", "501 5.5.2"),
            ("AUTH PLAIN \(Data("jane\0secret".utf8).base64EncodedString())", "501 5.5.2"),
            ("AUTH PLAIN \(Data("\0jane\0".utf8).base64EncodedString())", "535 5.7.8"),
            ("AUTH PLAIN \(Data("\0\0secret".utf8).base64EncodedString())", "535 5.7.8"),
            ("AUTH PLAIN \(Data("boss\0jane\0secret".utf8).base64EncodedString())", "535 5.7.8"),
            (
                "AUTH PLAIN \(Data("\0jane\0\(String(repeating: "x", count: 256))".utf8).base64EncodedString())",
                "535 5.7.8"
            ),
            ("AUTH PLAIN \(Data("\0jane\0wrong".utf8).base64EncodedString())", "535 5.7.8"),
            ("AUTH CRAM-MD5", "504 5.5.4"), ("AUTH", "501 5.5.4"), ("AUTH PLAIN a b", "501 5.5.4"),
        ])
    func refused(command: String, reply: String) {
        let conversation = ServerConversation.secured()
        #expect(conversation.say(command + "\r\n").hasPrefix(reply))
        #expect(conversation.say("NOOP\r\n").hasPrefix("250"))
        #expect(conversation.say("AUTH PLAIN \(base64("\0jane\0secret"))\r\n").hasPrefix("235"))
    }

    @Test("§4: * cancels in any step, and a line that is too long is 500 5.5.6")
    func cancelled() {
        let conversation = ServerConversation.secured()
        _ = conversation.say("AUTH LOGIN\r\n")
        #expect(conversation.say("*\r\n").hasPrefix("501 5.7.0"))
        _ = conversation.say("AUTH PLAIN\r\n")
        #expect(conversation.say(String(repeating: "A", count: 12_289) + "\r\n").hasPrefix("500 5.5.6"))
        #expect(conversation.logins.isEmpty)
    }

    @Test("§4: a second login, and one within a mail, is 503")
    func outOfPlace() {
        let conversation = ServerConversation.secured()
        _ = conversation.say("MAIL FROM:<a@b.example>\r\n")
        #expect(conversation.say("AUTH LOGIN\r\n").hasPrefix("503 5.5.1"))
        _ = conversation.say("RSET\r\nAUTH PLAIN \(base64("\0jane\0secret"))\r\n")
        #expect(conversation.say("AUTH LOGIN\r\n").hasPrefix("503 5.5.1"))
    }

    @Test("§6: where a login is required, MAIL is 530 before it")
    func required() {
        let conversation = ServerConversation.secured(.required)
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("530 5.7.0"))
        _ = conversation.say("AUTH PLAIN \(base64("\0jane\0secret"))\r\n")
        #expect(conversation.say("MAIL FROM:<a@b.example>\r\n").hasPrefix("250"))
    }

    @Test("§9: logins that fail are counted, and the last ends the connection")
    func failures() {
        let conversation = ServerConversation.secured()
        let wrong = "AUTH PLAIN \(base64("\0jane\0wrong"))\r\n"
        #expect(conversation.say(wrong) == "535 5.7.8 Name or password is wrong")
        _ = conversation.say(wrong)
        #expect(conversation.say(wrong).hasSuffix("|421 4.7.0 Too many logins failed; closing the connection"))
        #expect(conversation.isClosed)
    }

    @Test(
        "§5: AUTH= of MAIL is checked, and believed of nobody",
        arguments: [
            ("AUTH=<>", "250"), ("AUTH=e+3Dmc2@example.com", "250"), ("AUTH=e=mc2@example.com", "501 5.5.4"),
            ("AUTH=e+3dmc2@example.com", "501 5.5.4"), ("AUTH=nobody", "501 5.5.4"), ("AUTH", "501 5.5.4"),
        ])
    func originator(parameter: String, reply: String) {
        #expect(ServerConversation.secured().say("MAIL FROM:<a@b.example> \(parameter)\r\n").hasPrefix(reply))
    }

    @Test("A connection that ends while a login is checked ends quietly")
    func closedMeanwhile() {
        let conversation = ServerConversation.secured()
        conversation.machine.received(
            ByteBuffer(string: "AUTH PLAIN \(base64("\0jane\0secret"))\r\n"), now: conversation.now)
        #expect(conversation.machine.nextAction() == .checkLogin(Login(user: "jane", password: "secret")))
        conversation.machine.connectionClosed()
        conversation.machine.loginAccepted("jane", now: conversation.now)
        conversation.machine.loginRefused(now: conversation.now)
        #expect(conversation.machine.nextAction() == nil)
    }

    @Test("A password is in no text about a login")
    func secrecy() {
        let login = Login(user: "jane", password: "secret")
        var dumped = ""
        dump(SMTPServerAction.checkLogin(login), to: &dumped)
        for text in ["\(login)", String(reflecting: login), "\(SMTPServerAction.checkLogin(login))", dumped] {
            #expect(!text.contains("secret"))
        }
    }
}
