import FaxModel
import SMTP
import Testing

@testable import ingest

@Suite("For whom mail is taken")
struct RecipientPolicyTests {
    private let policy = RecipientPolicy(domains: ["Fax.Example"])

    @Test(
        "A fax number in a fax domain is taken",
        arguments: [
            ("+4922812345@fax.example", "+4922812345"), ("022812345@FAX.EXAMPLE", "022812345"),
            ("\"+49 (228) 123-45\"@fax.example", "+4922812345"), ("+49/228.1@fax.example", "+492281"),
        ])
    func taken(address: String, number: String) throws {
        #expect(try decide(address) == .fax(try #require(FaxNumber(number))))
    }

    @Test(
        "Everything else is 550, with a reason",
        arguments: [
            ("jane@fax.example", "550 5.1.1 'jane' is no fax number"), ("1x@fax.example", "550 5.1.1"),
            ("1@other.example", "550 5.7.1 other.example is no fax domain of this server"),
            ("1@fax.example.evil", "550 5.7.1"), ("1@[127.0.0.1]", "550 5.1.2"),
            ("1%fax.example@other.example", "550 5.7.1"),
        ])
    func refused(address: String, reply: String) throws {
        guard case .refused(let refusal) = try decide(address) else {
            Issue.record("\(address) was taken")
            return
        }
        #expect(refusal.description.hasPrefix(reply))
    }

    @Test("RFC 5321 §4.5.1: postmaster is no fax number either")
    func postmaster() {
        guard case .refused(let refusal) = policy.decide(.postmaster) else {
            Issue.record("postmaster was taken")
            return
        }
        #expect(refusal.code == 550)
    }

    private func decide(_ address: String) throws -> RecipientPolicy.Decision {
        policy.decide(.mailbox(try #require(Mailbox(address))))
    }
}
