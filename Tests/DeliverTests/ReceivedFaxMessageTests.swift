import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("The mail that brings a received fax")
struct ReceivedFaxMessageTests {
    private static let time = Date(timeIntervalSince1970: 1_800_000_000)
    private static let pages = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }

    private static func fax(_ change: (inout ReceivedFax) -> Void = { _ in }) -> ReceivedFax {
        var fax = ReceivedFax(
            job: JobID(order: OrderID(rawValue: 4711), number: 1), call: CallID(rawValue: 1), line: "line-1",
            group: .default, caller: CallerIdentification(number: "+49228123", name: "MILLER LTD", dialled: "99"),
            began: time)
        let document = DocumentReference(digest: NewDocument(pages).digest, byteCount: 300, mediaType: "image/tiff")
        fax.pages = (0..<2).map { _ in
            var page = ReceivedFax.Page(document: document, horizontal: 204, vertical: 196, rows: 2200, badRows: 0)
            page.isConfirmed = true
            return page
        }
        fax.remoteStation = "+49 228 123"
        fax.subaddress = "42"
        fax.ended = time + 60
        fax.isComplete = true
        fax.result = "received"
        fax.sentence = "All pages that the caller announced were received and confirmed."
        change(&fax)
        return fax
    }

    private func mail(_ fax: ReceivedFax) throws -> (mail: Mail, text: String) {
        let message = ReceivedFaxMessage(
            fax: fax, pages: Self.pages,
            origin: NotificationMail.Origin(
                address: try #require(Mailbox("fax@fax.example")), name: "Faxpost", hostname: "fax.example"),
            recipient: try #require(Mailbox("in@example.com")), zone: .gmt)
        let text = message.text(at: Self.time)
        return (try Mail(parsing: Array(text.utf8)), text)
    }

    @Test("Its header says all that is known of the call")
    func fields() throws {
        let (mail, text) = try mail(Self.fax())
        func value(_ name: String) -> String? { mail.fields.first { $0.name == name }?.value }
        let expected = [
            "X-Fax-Direction": "received", "X-Fax-Job": "0000000004K7-1", "X-Fax-Line": "line-1",
            "X-Fax-Caller": "+49228123", "X-Fax-Caller-Name": "MILLER LTD", "X-Fax-Dialled": "99",
            "X-Fax-Remote-Station": "+49 228 123", "X-Fax-Subaddress": "42", "X-Fax-Pages": "2",
            "X-Fax-Confirmed-Pages": "2", "X-Fax-Complete": "yes", "X-Fax-Result": "received",
            "X-Fax-Began": "2027-01-15T08:00:00Z", "X-Fax-Ended": "2027-01-15T08:01:00Z",
            "Auto-Submitted": "auto-generated", "Subject": "Fax from +49228123: 2 pages",
        ]
        for (name, text) in expected where name != "X-Fax-Job" { #expect(value(name) == text, "\(name)") }
        #expect(value("X-Fax-Job") == Self.fax().job.description)
        #expect(mail.messageID == "\(Self.fax().job).received@fax.example")
        #expect(text.utf8.allSatisfy { $0 < 128 })
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    }

    @Test("Its attachment is the file of its pages, octet by octet")
    func attachment() throws {
        let text = try mail(Self.fax()).text
        let part = try #require(text.components(separatedBy: "Content-Transfer-Encoding: base64\r\n\r\n").last)
        let lines = try #require(part.components(separatedBy: "\r\n--").first)
        #expect(Data(base64Encoded: lines, options: .ignoreUnknownCharacters) == Data(Self.pages))
        #expect(text.contains("filename=\"fax-\(Self.fax().job).tif\""))
    }

    @Test("One that is not complete says so, and which page the sender may send again")
    func incomplete() throws {
        let fax = Self.fax {
            $0.isComplete = false
            $0.pages[1].isConfirmed = false
            $0.result = "lineDropped"
            $0.sentence = "The connection was lost during the call."
        }
        let (mail, text) = try mail(fax)
        #expect(mail.subject == "Fax from +49228123: 2 pages, incomplete")
        #expect(text.contains("This fax may not be complete. The connection was lost during the call."))
        #expect(text.contains("page 2"))
        #expect(text.contains("X-Fax-Complete: no"))
    }

    @Test("One of whose end nobody knows is interrupted; a caller who is not known has no field")
    func unknown() throws {
        let fax = Self.fax {
            $0.result = nil
            $0.ended = nil
            $0.isComplete = false
            $0.caller = CallerIdentification(absence: .withheld)
            $0.remoteStation = nil
        }
        let (mail, text) = try mail(fax)
        #expect(mail.subject == "Fax from an unknown caller: 2 pages, incomplete")
        #expect(text.contains("X-Fax-Result: interrupted"))
        #expect(text.contains("X-Fax-Caller-Absence: withheld"))
        #expect(!text.contains("X-Fax-Caller:") && !text.contains("X-Fax-Ended:"))
    }

    @Test("It is sent from our address, and tried again as results are")
    func delivered() async throws {
        let transport = FakeTransport()
        let handler = DeliverHandler(try .sample(), transport: transport, zone: .gmt)
        let task = ReceivedFaxMail(
            fax: Self.fax(), route: ReceivedFaxRoute(to: ["in@example.com"]),
            attachments: [Self.fax().pages[0].document])
        let completion = try await handler.deliver(task, retries: 0, now: Self.time) { _ in Self.pages }
        #expect(completion.verdict == .done)
        #expect(completion.updates.first?.event?.hasPrefix("The fax was mailed to in@example.com") == true)
        #expect(transport.sent.first?.mail.sender?.description == "fax@fax.example")
        #expect(transport.sent.first?.mail.recipients.map(\.description) == ["in@example.com"])
        let failure = Failure(EnhancedStatusCode(4, 2, 1), "Later.")
        let busy = DeliverHandler(try .sample(), transport: FakeTransport(.deferred(failure)), zone: .gmt)
        let deferred = try await busy.deliver(task, retries: 0, now: Self.time + 100) { _ in Self.pages }
        #expect(deferred.verdict == .retry(at: Self.time + 130, failure))
    }
}
