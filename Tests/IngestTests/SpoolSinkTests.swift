import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import Logging
import SMTP
import TestSupport
import Testing

@testable import Pipeline
@testable import ingest

@Suite("What the spool is handed", .timeLimit(.minutes(20)))
struct SpoolSinkTests {
    private let received = Date(timeIntervalSince1970: 1_800_000_000)
    private let document = DocumentReference(
        digest: DocumentDigest(of: [1]), byteCount: 1, mediaType: "message/rfc822")

    private func mail(
        to recipients: [String] = ["1", "2"], from sender: String = "jane@example.com", messageID: String? = "<1@x>",
        order: UInt64 = 7
    ) throws -> AcceptedMail {
        var envelope = MailEnvelope(
            hello: MailEnvelope.Hello(name: "client.example", isExtended: true), sender: Mailbox(sender))
        envelope.recipients = try recipients.map { .mailbox(try #require(Mailbox("\"\($0)\"@fax.example"))) }
        let gate = try RecipientGate.test()
        let accepted = try envelope.recipients.map { recipient in
            guard case .accepted(let accepted) = try gate.decide(recipient) else {
                throw SupportError("\(recipient) is refused")
            }
            return accepted
        }
        return AcceptedMail(
            order: OrderID(rawValue: order), envelope: envelope,
            recipients: try RecipientMerge(named: accepted, hasList: false).recipients(with: []),
            received: received, submitter: Submitter(client: "127.0.0.1", listener: "default", user: "jane"),
            messageID: messageID)
    }

    private func duplicates(_ mail: AcceptedMail, within window: Duration = .seconds(3600)) -> DuplicateGuard? {
        mail.submission(document, [], duplicateWindow: window).duplicates
    }

    @Test func theOrderIsHandedInByItsSender() throws {
        let submission = try mail().submission(document, [], duplicateWindow: .zero)
        #expect(submission.sender == "jane@example.com")
        #expect(submission.tasks.map(\.stage) == [.enrich])
        #expect(try mail(from: "").submission(document, [], duplicateWindow: .zero).sender == "")
    }

    @Test func whatIsForOneRecipientGoesWithIt() throws {
        var mail = try mail()
        var request = RequestedRecipient(address: "2")
        (request.reference, request.billingCode) = ("4711", "KST 1")
        request.cover.recipient = Party(name: "Jane")
        mail.recipients[1].request = request
        let submission = mail.submission(document, [], duplicateWindow: .zero)
        let recipients = try PayloadCoding.decode(ReceivedMail.self, from: submission.tasks[0].payload).recipients
        #expect(recipients.map(\.reference) == [nil, "4711"] && recipients.map(\.billingCode) == [nil, "KST 1"])
        #expect(recipients.map(\.cover) == [nil, CoverFields(recipient: Party(name: "Jane"))])
        #expect(submission.updates.map(\.reference) == [nil, "4711"])
        #expect(submission.updates.map(\.billingCode) == [nil, "KST 1"])
    }

    @Test func whatTheRulesSayGoesWithTheMail() throws {
        var mail = try mail()
        var terms = FaxTerms(rule: "The wards")
        terms.lineGroup = Lane(rawValue: "trunk")
        mail.recipients[0].terms = terms
        let question = RecipientGate.Question(
            recipient: .postmaster, submitter: Submitter(client: "::1", listener: "smtp", user: nil), sender: "")
        mail.refusals = [RefusalNote(question, rule: "No services", reason: "it lets nothing pass")]
        let submission = mail.submission(document, [], duplicateWindow: .zero)
        let received = try PayloadCoding.decode(ReceivedMail.self, from: submission.tasks[0].payload)
        #expect(received.recipients.map(\.terms) == [terms, nil])
        #expect(
            submission.updates.map(\.event)
                == [" by rule 'The wards'", ""].map {
                    "Mail of 1 octets accepted from jane at 127.0.0.1\($0). "
                        + "Not faxed: postmaster is refused by rule 'No services': it lets nothing pass."
                })
    }

    @Test func pagesAreChargedWhereTheyAreCounted() throws {
        var mail = try mail()
        mail.recipients[1].quota = PageQuota(pages: 20, account: "wards")
        let submission = mail.submission(document, [], duplicateWindow: .zero)
        #expect(submission.charges == [Charge(JobID(order: OrderID(rawValue: 7), number: 2), to: "wards")])
    }

    @Test func theSameMailIsKnownByItsGuardWhateverTheOrderOfItsRecipients() throws {
        let first = try #require(duplicates(mail(to: ["1", "2", "+49 30 3"])))
        let again = try #require(duplicates(mail(to: ["+49303", "2", "1"], order: 8)))
        #expect(first == again)
        #expect(first.since == received - 3600)
    }

    @Test func anotherMailHasAnotherGuard() throws {
        let others = [
            try mail(), try mail(messageID: "<2@x>"), try mail(from: "john@example.com"), try mail(from: ""),
            try mail(to: ["1"]), try mail(to: ["1", "3"]), try mail(to: ["12"]), try mail(to: ["FAX=1/T33S=5", "2"]),
        ]
        #expect(Set(others.map { duplicates($0)?.key }).count == others.count)
    }

    @Test func aMailWithoutMessageIDHasNoGuard() throws {
        #expect(try duplicates(mail(messageID: nil)) == nil)
    }

    @Test func withAWindowOfNothingThereIsNoGuard() throws {
        #expect(try duplicates(mail(), within: .zero) == nil)
        #expect(try duplicates(mail(), within: .milliseconds(1)) != nil)
    }

    /// What becomes of a mail when the spool answers its submission so.
    private func kept(_ response: Response) async throws -> OrderID {
        let folder = try TemporaryFolder()
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let spool = try ScriptedSpool(at: endpoint) { _ in response }
        defer { spool.stop() }
        let client = try SpoolClient(
            endpoint: endpoint, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        defer { client.close() }
        let sink = SpoolSink(client, timeout: .seconds(60), duplicateWindow: .seconds(3600))
        return try await sink.keep(try mail(), .whole([1, 2, 3]))
    }

    @Test func aMailThatIsStoredIsItsOwnOrder() async throws {
        #expect(try await kept(.accepted) == OrderID(rawValue: 7))
    }

    @Test func aMailThatWasStoredBeforeIsTheEarlierOrder() async throws {
        let earlier = OrderID(rawValue: 0x0123_4567_89AB_CDEF)
        #expect(try await kept(.refused(SpoolError(.duplicate, earlier.description))) == earlier)
    }

    @Test func aDuplicateOfNobodyIsToBeSentAgain() async throws {
        await #expect { try await kept(.refused(SpoolError(.duplicate, "the same mail was stored before"))) } throws: {
            ($0 as? MailRefusal)?.reply.code == 451
        }
    }
}
