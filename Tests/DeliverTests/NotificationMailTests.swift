import FaxModel
import Foundation
import MIME
import Testing

@testable import deliver

@Suite("The notification")
struct NotificationMailTests {
    @Test("RFC 6522 §3: three parts: text, delivery status, header of the original without its body")
    func parts() throws {
        let mail = try parse(try notification(SampleReports.sent()))
        #expect(mail.root.mediaType.description == "multipart/report")
        #expect(mail.root.mediaType.parameters["report-type"] == "delivery-status")
        #expect(
            mail.root.parts.map(\.mediaType.description)
                == ["text/plain", "message/delivery-status", "text/rfc822-headers"])
        let text = try notification(SampleReports.sent()).text(at: SampleReports.received)
        #expect(text.contains("\r\nMessage-ID: <original@example.com>\r\n"))
        #expect(!text.contains("Secret"))
        #expect(text.utf8.allSatisfy { $0 < 127 })
        #expect(text.replacing("\r\n", with: "").utf8.allSatisfy { $0 != 13 && $0 != 10 })
    }

    @Test("The header says who, what, in answer to what, and that a program wrote it (RFC 3834 §5)")
    func header() throws {
        let mail = try parse(try notification(SampleReports.sent()))
        #expect(mail.from?.address == "fax@fax.example")
        #expect(mail.from?.name == "Fax, Example")
        #expect(mail.mailboxes(in: "To").map(\.address) == ["jane@example.com"])
        #expect(mail.subject == "Fax to +4922812345 sent: Your order 4711")
        #expect(mail.messageID == "\(SampleReports.order)-1.sent@fax.example")
        #expect(mail.field(named: "In-Reply-To") == "<original@example.com>")
        #expect(
            mail.field(named: "References")
                == "<first@example.com> <second@example.com> <original@example.com>")
        #expect(mail.field(named: "Auto-Submitted") == "auto-replied")
        #expect(mail.field(named: "Date") == "Tue, 24 Nov 2026 00:00:00 +0000")
    }

    @Test("docs/HEADERS.md: every result field of a fax that was sent")
    func resultFields() throws {
        let mail = try parse(try notification(SampleReports.sent()))
        let expected: [(String, String)] = [
            ("X-Fax-Job", "\(SampleReports.order)-1"), ("X-Fax-Order", "\(SampleReports.order)"),
            ("X-Fax-Result", "sent"), ("X-Fax-Status", "2.0.0"),
            ("X-Fax-Message", "Every page was confirmed by the far end."), ("X-Fax-Number", "+4922812345"),
            ("X-Fax-Pages", "2"), ("X-Fax-Confirmed-Pages", "2"), ("X-Fax-Attempts", "2"), ("X-Fax-Seconds", "42"),
            ("X-Fax-Remote-Station", "+49 228 \"12345\""), ("X-Fax-Bit-Rate", "14400"), ("X-Fax-Coding", "MMR"),
            ("X-Fax-Error-Correction", "yes"), ("X-Fax-Ended", "2026-11-24T00:01:47Z"),
            ("X-Fax-Reference", "order 4711/2026"),
            (
                "X-Fax-Attempt",
                "1; result=busy; began=2026-11-24T00:00:05Z; seconds=5; pages=0; line=line1; dialled=0228 12345"
            ),
            (
                "X-Fax-Attempt",
                "2; result=sent; began=2026-11-24T00:01:10Z; seconds=37; pages=2; line=line2; dialled=0228 12345; "
                    + "station=\"+49 228 \\\"12345\\\"\""
            ),
        ]
        let found = mail.fields.filter { $0.name.hasPrefix("X-Fax-") }.map { "\($0.name): \($0.value)" }
        #expect(found == expected.map { "\($0.0): \($0.1)" })
    }

    @Test("A fax that failed: the fields, the subject, and what is missing, in any script")
    func failure() throws {
        let mail = try parse(try notification(SampleReports.failed()))
        #expect(mail.subject == "Fax to +4922812345 failed: Größe")
        #expect(mail.field(named: "X-Fax-Result") == "failed")
        #expect(mail.field(named: "X-Fax-Status") == "5.4.2")
        #expect(mail.field(named: "X-Fax-Omitted") == "Maße.dwg: drawings can't be printed")
        #expect(mail.field(named: "X-Fax-Confirmed-Pages") == "1")
        let text = try #require(try mail.root.parts[0].text())
        #expect(text.contains("was not sent. The far end hung up in the middle of page 2. 1 of 2 pages did arrive."))
        #expect(text.contains("Maße.dwg: drawings can't be printed"))
        #expect(text.contains("1. Tue, 24 Nov 2026 00:00:05 +0000, 0228 12345 by line1: The far end hung up."))
    }

    @Test("A fax that was cancelled: its own word in subject, field and Message-ID; a failure for mail programs")
    func cancellation() throws {
        let mail = try parse(try notification(SampleReports.cancelled()))
        #expect(mail.subject == "Fax to +4922812345 cancelled: Your order 4711")
        #expect(mail.messageID == "\(SampleReports.order)-1.cancelled@fax.example")
        #expect(mail.field(named: "X-Fax-Result") == "cancelled")
        #expect(mail.field(named: "X-Fax-Status") == "5.7.0")
        #expect(mail.field(named: "X-Fax-Message") == "The operator has cancelled it.")
        let text = try #require(try mail.root.parts[0].text())
        #expect(text.contains("was not sent. The operator has cancelled it."))
        #expect(
            DeliveryStatus.text(of: [SampleReports.cancelled()], hostname: "fax.example").contains(
                "\r\nAction: failed\r\nStatus: 5.7.0\r\n"))
    }

    @Test("The text names number, recipient, pages, seconds, station id and every call")
    func text() throws {
        let text = try MailTemplate.sample(.notification).text(
            NotificationValues.of(SampleReports.sent(), wording: .english, zone: .gmt))
        #expect(
            text.replacing("\r\n", with: "\n") == """
                Your fax to John Miller, Miller Ltd, +4922812345 was sent: the far end confirmed every page.

                  Subject     Your order 4711
                  Number      +4922812345
                  Pages       2 of 2 confirmed
                  Station id  +49 228 "12345"
                  Calls       2, 42 seconds on the line
                  Accepted    Tue, 24 Nov 2026 00:00:00 +0000
                  Sent        Tue, 24 Nov 2026 00:01:47 +0000
                  Reference   order 4711/2026
                  Job         \(SampleReports.order)-1

                The calls:

                  1. Tue, 24 Nov 2026 00:00:05 +0000, 0228 12345 by line1: The number was engaged.
                  2. Tue, 24 Nov 2026 00:01:10 +0000, 0228 12345 by line2: All pages were received and confirmed by the far end.
                     2 pages confirmed, 37 seconds, station id +49 228 "12345", 14400 bit/s

                """)
    }

    @Test("RFC 3464 §2: the delivery status of a fax that was sent, and of one that failed")
    func deliveryStatus() {
        #expect(
            DeliveryStatus.text(of: [SampleReports.sent()], hostname: "fax.example") == """
                Reporting-MTA: dns; fax.example\r
                Arrival-Date: Tue, 24 Nov 2026 00:00:00 +0000\r
                \r
                Final-Recipient: rfc822; +4922812345@fax.example\r
                Action: delivered\r
                Status: 2.0.0\r
                Diagnostic-Code: x-fax; sent Every page was confirmed by the far end.\r
                Last-Attempt-Date: Tue, 24 Nov 2026 00:01:47 +0000\r\n
                """)
        let failed = DeliveryStatus.text(of: [SampleReports.failed()], hostname: "fax.example")
        #expect(failed.contains("\r\nAction: failed\r\nStatus: 5.4.2\r\n"))
        #expect(
            failed.replacing("\r\n ", with: " ").contains("x-fax; dropped The far end hung up in the middle of page 2.")
        )
    }

    @Test("A repeat has the same Message-ID, however much later it is composed")
    func messageID() throws {
        let report = SampleReports.sent()
        let first = try Mail(parsing: Array(try notification(report).text(at: SampleReports.received).utf8))
        let second = try Mail(parsing: Array(try notification(report).text(at: SampleReports.received + 99999).utf8))
        #expect(first.messageID == second.messageID)
    }

    @Test("A subject with line ends can't add fields or lines")
    func hostileSubject() throws {
        let mail = try parse(try notification(SampleReports.sent(subject: "a\r\nBcc: evil@example.com\r\n\r\nbody")))
        #expect(mail.field(named: "Bcc") == nil)
        #expect(mail.subject?.hasSuffix("sent: a Bcc: evil@example.com body") == true)
        let text = try #require(try mail.root.parts[0].text())
        #expect(text.contains("  Subject     a Bcc: evil@example.com body"))
    }

    @Test("A header that is not ASCII, or is broken, goes back in an encoding that every server takes")
    func strangeHeader() throws {
        let strange =
            Array("Subject: \u{e4}\r\nX-Long: ".utf8) + [UInt8](repeating: 120, count: 3000)
            + [13, 10, 0xFF, 0xFE, 0, 10, 13, 10, 13, 10, 65]
        var notification = try notification(SampleReports.sent())
        notification.original = OriginalHeader(of: strange)
        let text = notification.text(at: SampleReports.received)
        #expect(text.utf8.allSatisfy { $0 < 127 && $0 != 0 })
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        #expect(text.contains("Content-Transfer-Encoding: quoted-printable"))
    }

    private func notification(_ report: JobReport) throws -> NotificationMail {
        NotificationMail(
            report: report,
            origin: .init(
                address: SampleReports.address("fax@fax.example"), name: "Fax, Example", hostname: "fax.example"),
            recipient: SampleReports.address("jane@example.com"),
            original: OriginalHeader(of: Array(SampleReports.original.utf8)),
            template: try .sample(.notification), zone: .gmt)
    }

    private func parse(_ notification: NotificationMail) throws -> Mail {
        try Mail(parsing: Array(notification.text(at: SampleReports.received).utf8))
    }
}
