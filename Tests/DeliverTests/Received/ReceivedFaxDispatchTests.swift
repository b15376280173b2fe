import FaxModel
import Foundation
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("A received fax on its way to those for whom it is")
struct ReceivedFaxDispatchTests {
    private let later = Failure(EnhancedStatusCode(4, 2, 1), "Later.")
    private let nobody = Failure(EnhancedStatusCode(5, 1, 1), "Nobody here.")

    private func completion(
        _ mail: ReceivedFaxMail, _ transport: FakeTransport,
        after delivery: ReceivedFaxDelivery = ReceivedFaxDelivery(),
        retries: Int = 0, now: Date = SampleFax.time + 100, deliver: String = ""
    ) async throws -> Completion {
        try await DeliverHandler.sample(transport, deliver: deliver).received.completion(
            of: mail, after: delivery, retries: retries, now: now, document: SampleFax.content)
    }

    private func delivery(_ completion: Completion) throws -> ReceivedFaxDelivery {
        try JSONDecoder().decode(ReceivedFaxDelivery.self, from: Data(try #require(completion.checkpoint)))
    }

    @Test("All get one mail in one envelope; word of one that comes back goes to the operator")
    func envelope() async throws {
        let transport = FakeTransport()
        let mail = SampleFax.mail(
            to: ["a@example.com"], cc: ["b@example.com"], bcc: ["c@example.com", "a@example.com"])
        let done = try await completion(mail, transport, deliver: "operator: op@example.com")
        #expect(done.verdict == .done && done.successors.isEmpty)
        #expect(
            done.updates.map(\.event) == [
                "The fax was mailed to a@example.com, b@example.com, c@example.com; the mail server answered 250 ok."
            ])
        let sent = try #require(transport.sent.first)
        #expect(transport.sent.count == 1)
        #expect(sent.mail.recipients.map(\.description) == ["a@example.com", "b@example.com", "c@example.com"])
        #expect(sent.mail.sender?.description == "op@example.com")
        #expect(sent.mail.notify == .failure && sent.mail.envelopeID == mail.fax.job.description)
        #expect(sent.mail.size == sent.text.utf8.count)
    }

    @Test("Who can't have it now is tried again, alone; the others don't get it twice")
    func deferred() async throws {
        let mail = SampleFax.mail(to: ["a@example.com", "b@example.com"])
        let first = FakeTransport(except: ["b@example.com": .deferred(later)])
        let again = try await completion(mail, first)
        #expect(again.verdict == .retry(at: SampleFax.time + 130, later))
        #expect(try delivery(again) == ReceivedFaxDelivery(reached: ["a@example.com"]))
        let second = FakeTransport()
        let done = try await completion(mail, second, after: try delivery(again), retries: 1)
        #expect(done.verdict == .done)
        #expect(second.sent.map { $0.mail.recipients.map(\.description) } == [["b@example.com"]])
        func id(_ text: String?) -> Substring? { text?.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") } }
        #expect(id(first.sent.first?.text) == id(second.sent.first?.text), "it is the same mail")
    }

    @Test("What some refuse goes to the operator, who is told by whom and why; the others have it")
    func refused() async throws {
        let mail = SampleFax.mail(to: ["a@example.com", "b@example.com", "no address"])
        let transport = FakeTransport(except: ["b@example.com": .refused(nobody)])
        let done = try await completion(mail, transport, deliver: "operator: op@example.com")
        #expect(done.verdict == .done)
        let task = try #require(done.successors.first)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        let other = try decoder.decode(ReceivedFaxMail.self, from: Data(task.payload))
        #expect(task.stage == .deliver && task.lane == .received)
        #expect(other.route.recipients == ["op@example.com"] && other.attachments == mail.attachments)
        #expect(other.undelivered?.map(\.address) == ["no address", "b@example.com"])
        #expect(done.updates.first?.event?.contains("It goes to the operator, op@example.com.") == true)

        let second = FakeTransport()
        let told = try await completion(other, second, deliver: "operator: op@example.com")
        #expect(told.verdict == .done && told.successors.isEmpty)
        let sent = try #require(second.sent.first)
        #expect(sent.mail.sender == nil, "nobody is told of a mail to the operator that comes back")
        #expect(sent.text.contains("\r\nX-Fax-Undelivered: b@example.com: Nobody here. (5.1.1)\r\n"))
        #expect(sent.text.contains("Subject: Not delivered: Fax from +49228123: 2 pages"))
        #expect(sent.text.contains("  b@example.com: Nobody here.\r\n"))
        #expect(sent.text.contains("\(mail.fax.job).undelivered@fax.example"))
    }

    @Test("Without an operator, and when the operator's server refuses it, the fax waits in the queue with its pages")
    func kept() async throws {
        let transport = FakeTransport(except: ["b@example.com": .refused(nobody)])
        let failed = try await completion(SampleFax.mail(to: ["a@example.com", "b@example.com"]), transport)
        guard case .failed(let failure) = failed.verdict else {
            Issue.record("it is not kept")
            return
        }
        #expect(failure.sentence.contains("b@example.com (Nobody here.)") && failed.successors.isEmpty)
        #expect(
            try delivery(failed) == ReceivedFaxDelivery(reached: ["a@example.com"]),
            "'faxctl retry' has it tried again with those who don't have it")
        var other = SampleFax.mail(to: ["op@example.com"])
        other.undelivered = [UndeliveredRecipient(address: "b@example.com", failure: nobody)]
        let last = try await completion(
            other, FakeTransport(.refused(nobody)), deliver: "operator: op@example.com")
        guard case .failed = last.verdict else {
            Issue.record("it is not kept")
            return
        }
        #expect(last.successors.isEmpty, "the operator is not told for ever")
    }

    @Test("A server that can't for days is given up, by the time from which the mail is tried")
    func givenUp() async throws {
        var mail = SampleFax.mail()
        let transport = FakeTransport(.deferred(later))
        let long = SampleFax.time + 5 * 86_400 + 61
        guard case .failed(let failure) = try await completion(mail, transport, retries: 300, now: long).verdict else {
            Issue.record("not given up")
            return
        }
        #expect(failure.sentence.contains("Given up: Later."))
        mail.since = long - 100
        guard case .retry = try await completion(mail, transport, retries: 300, now: long).verdict else {
            Issue.record("a fax that was routed late is given up too early")
            return
        }
    }

    @Test("A fax without pages is not mailed, unless nothing of it is wanted")
    func empty() async throws {
        var mail = SampleFax.mail()
        mail.attachments = []
        guard case .failed = try await completion(mail, FakeTransport()).verdict else {
            Issue.record("an empty mail was sent")
            return
        }
        mail.route.attachment = .none
        let transport = FakeTransport()
        #expect(try await completion(mail, transport).verdict == .done)
        #expect(transport.sent.count == 1)
    }

    @Test("The language is the route's, or that of the first recipient's domain")
    func language() async throws {
        let transport = FakeTransport()
        var mail = SampleFax.mail(to: ["in@Example.DE"])
        _ = try await completion(mail, transport, deliver: "languages: {example.de: de}")
        mail.route.language = "en-GB"
        _ = try await completion(mail, transport, deliver: "languages: {example.de: de}")
        #expect(
            transport.sent.map { $0.text.contains("Subject: Fax von") } == [true, false])
    }
}
