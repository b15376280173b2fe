import FaxModel
import Foundation
import SMTP
import Testing

@testable import ingest

@Suite("Trace field: RFC 5321 §4.4")
struct ReceivedFieldTests {
    private let order = OrderID(rawValue: 1)

    @Test("It names client, server, protocol, order, the only recipient and the time")
    func oneRecipient() throws {
        #expect(
            text(hello: "client.example", recipients: ["1@fax.example"], client: "2001:db8::1") == """
                Received: from client.example ([IPv6:2001:db8::1])\r
                \tby fax.example (Faxpost) with ESMTP\r
                \tid \(order)\r
                \tfor <1@fax.example>; Thu, 01 Jan 1970 00:00:00 +0000\r\n
                """)
    }

    @Test("§7.2: of several recipients it names none")
    func severalRecipients() {
        let text = text(hello: "c", recipients: ["1@fax.example", "2@fax.example"], client: "192.0.2.1")
        #expect(!text.contains("for <"))
    }

    @Test("RFC 5322 §2.1.1: a recipient for whom a line has no room is not named")
    func longRecipient() {
        let text = text(
            hello: "c", recipients: [String(repeating: "1", count: 990) + "@fax.example"], client: "192.0.2.1")
        #expect(!text.contains("for <") && text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    }

    @Test("RFC 3848, RFC 6531 §4.3: the protocol by its registered name, with the version of TLS")
    func protocols() {
        var envelope = MailEnvelope(hello: .init(name: "c", isExtended: true), sender: nil)
        envelope.encryption = "TLS 1.3"
        envelope.user = "jane"
        #expect(text(envelope, client: "192.0.2.1").contains("with ESMTPSA (TLS 1.3)\r\n"))
        #expect(!text(envelope, client: "192.0.2.1").contains("jane"))
        envelope.service = .lmtp
        envelope.user = nil
        #expect(text(envelope, client: "local").hasPrefix("Received: from c (local)\r\n"))
        #expect(text(envelope, client: "local").contains("with LMTPS (TLS 1.3)\r\n"))
        envelope.isInternational = true
        #expect(text(envelope, client: "local").contains("with UTF8LMTPS (TLS 1.3)\r\n"))
    }

    @Test("A client's name can't forge a part of it")
    func forged() {
        #expect(text(hello: "a;(b)<c>", recipients: [], client: "192.0.2.1").hasPrefix("Received: from a??b??c? ("))
    }

    private func text(hello: String, recipients: [String], client: String) -> String {
        var envelope = MailEnvelope(hello: .init(name: hello, isExtended: true), sender: nil)
        envelope.recipients = recipients.compactMap { Mailbox($0).map(ForwardPath.mailbox) }
        return text(envelope, client: client)
    }

    private func text(_ envelope: MailEnvelope, client: String) -> String {
        ReceivedField.text(
            order: order, envelope: envelope, client: client, hostname: "fax.example",
            time: Date(timeIntervalSince1970: 0))
    }
}
