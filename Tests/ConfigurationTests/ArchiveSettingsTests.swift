import FaxModel
import Foundation
import Testing

@testable import Configuration

@Suite("Rules for archives")
struct ArchiveSettingsTests {
    private func rule(_ text: String) throws -> ArchiveSettings {
        try #require(try Configuration(text: "archive: [{to: a@archive.example\(text)}]", file: "f").archive.first)
    }

    private func report(_ result: JobReport.Result = .sent) throws -> JobReport {
        let document = DocumentReference(
            digest: try #require(DocumentDigest(bytes: [UInt8](repeating: 1, count: 32))), byteCount: 1,
            mediaType: "x/y")
        let order = OrderID(rawValue: 5)
        let job = Job(
            id: JobID(order: order, number: 1), address: "+4930@fax.example", recipient: Party(),
            number: try #require(FaxNumber("+4930")), lineGroup: Lane(rawValue: "isdn"))
        let mail = ReceivedMail(
            order: order, sender: "jane@sub.example.com", recipients: [], received: Date(), client: "",
            document: document)
        let summary = OrderSummary(
            Order(
                id: order, mail: mail, messageID: nil, subject: "", sender: Party(), options: FaxOptions(), jobs: [job])
        )
        return JobReport(job: job, order: summary, result: result, ended: Date())
    }

    @Test("A fax that was sent fits by way, sender, recipient, group of lines and result")
    func sent() throws {
        let failure = Failure(EnhancedStatusCode(5, 0, 0), "No.")
        let rules: [(String, Bool)] = [
            ("", true), (", direction: sent", true), (", direction: received", false),
            (", senders: [.example.com]", true),
            (", senders: [example.com]", false), (", recipients: [fax.example]", true),
            (", recipients: [b.example]", false),
            (", line-groups: [isdn, x]", true), (", line-groups: [x]", false), (", results: [sent]", true),
            (", results: [failed, cancelled, complete]", false),
        ]
        for (text, fits) in rules { #expect(try rule(text).fits(report()) == fits, "\(text)") }
        #expect(try rule(", results: [failed]").fits(report(.failed(failure))))
        #expect(try rule(", results: [cancelled]").fits(report(.cancelled(failure))))
        #expect(try !rule("").fits(report(.delayed(failure))), "it has not ended")
    }

    @Test("A received fax fits by way, mailbox, group of lines and result; never by a sender")
    func received() throws {
        var fax = ReceivedFax(
            job: JobID(order: OrderID(rawValue: 5), number: 1), call: CallID(rawValue: 1), line: "l", group: .default,
            caller: CallerIdentification(number: "+4930"), began: Date())
        fax.isComplete = true
        let rules: [(String, Bool)] = [
            ("", true), (", direction: received", true), (", direction: sent", false),
            (", senders: [example.com]", false),
            (", recipients: [example.com]", true), (", recipients: [x.example]", false),
            (", line-groups: [default]", true),
            (", results: [complete]", true), (", results: [incomplete, sent]", false),
        ]
        for (text, fits) in rules {
            #expect(try rule(text).fits(fax, mailedTo: ["a@example.com", "b@other.example"]) == fits, "\(text)")
        }
    }
}
