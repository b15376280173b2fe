import FaxModel
import FaxPolicy
import Foundation
import NIOCore
import Synchronization
import Testing

@testable import ingest

/// Says what it was told to, and keeps what it was asked.
final class ScriptedPages: PageSource {
    private let state = Mutex((pages: 0, failure: Failure?.none, asked: [(account: String, since: Date)]()))

    var asked: [(account: String, since: Date)] { state.withLock { $0.asked } }

    func say(_ pages: Int) { state.withLock { $0.pages = pages } }

    func fail(_ failure: Failure?) { state.withLock { $0.failure = failure } }

    func pages(of account: String, since: Date) async throws(Failure) -> Int {
        let (pages, failure) = state.withLock { state in
            state.asked.append((account, since))
            return (state.pages, state.failure)
        }
        if let failure { throw failure }
        return pages
    }
}

@Suite("Pages a day") struct PageLedgerTests {
    private let noon = Date(timeIntervalSince1970: 1_800_014_400)
    private let source = ScriptedPages()

    private func ledger(_ zone: String = "UTC") throws -> PageLedger {
        PageLedger(source, timeZone: try #require(TimeZone(identifier: zone)))
    }

    private func quota(_ pages: Int, _ account: String = "a") -> PageQuota {
        PageQuota(pages: pages, account: account)
    }

    @Test func whatIsLeftMayGoAndNoMore() async throws {
        source.say(7)
        let ledger = try ledger()
        for isAdmitted in [true, true, true, false, false] {
            #expect(try await ledger.admits(quota(10), inMail: 0, now: noon) == isAdmitted)
        }
        #expect(try await ledger.admits(quota(8, "b"), inMail: 0, now: noon), "another has his own")
        #expect(source.asked.map(\.account) == ["a", "b"], "an answer counts for a moment")
    }

    @Test func afterAMomentTheSpoolKnowsBetter() async throws {
        let ledger = try ledger()
        #expect(try await ledger.admits(quota(1), inMail: 0, now: noon))
        #expect(try await !ledger.admits(quota(1), inMail: 0, now: noon + 1))
        #expect(try await ledger.admits(quota(1), inMail: 0, now: noon + 2), "its fax has failed meanwhile")
        source.say(1)
        #expect(try await !ledger.admits(quota(1), inMail: 0, now: noon + 5))
    }

    @Test func recipientsOfAMailCountHoweverLongItTakes() async throws {
        let ledger = try ledger()
        for recipient in 0..<5 {
            let time = noon + Double(recipient) * 60
            #expect(try await ledger.admits(quota(3), inMail: recipient, now: time) == (recipient < 3))
        }
    }

    @Test func aDayIsTheWallsInItsZone() async throws {
        // 2027-01-15 12:00 UTC is the 16th already in Kiritimati, and the 15th in Berlin.
        for (zone, day) in [("Europe/Berlin", "2027-01-14T23:00:00Z"), ("Pacific/Kiritimati", "2027-01-15T10:00:00Z")] {
            _ = try await ledger(zone).admits(quota(1, zone), inMail: 0, now: noon)
            #expect(source.asked.last?.since.formatted(.iso8601) == day)
        }
        let berlin = try ledger("Europe/Berlin")
        let beforeMidnight = try Date("2027-01-15T22:59:59Z", strategy: .iso8601)
        source.say(1)
        #expect(try await !berlin.admits(quota(1), inMail: 0, now: beforeMidnight))
        source.say(0)
        #expect(
            try await berlin.admits(quota(1), inMail: 0, now: beforeMidnight + 1), "the day is over, the moment is not")
    }

    @Test func whatCannotBeCountedIsNotLetThrough() async throws {
        source.fail(Failure(EnhancedStatusCode(4, 3, 0), "The spool is down."))
        let ledger = try ledger()
        await #expect(throws: Failure.self) { try await ledger.admits(quota(1), inMail: 0, now: noon) }
        source.fail(nil)
        #expect(try await ledger.admits(quota(1), inMail: 0, now: noon))
    }

    @Test("RCPT is answered 450 when the pages are used up, and 451 when nobody can say", .timeLimit(.minutes(10)))
    func replies() async throws {
        let sink = FakeSink()
        source.say(18)
        let source = source
        let rules = "  - {name: Wards, may-fax: anywhere, pages-a-day: 20}"
        try await withServer(rules: rules, pages: source, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<Jane@example.com>")
                for (number, reply) in [
                    ("1", "250 2.1.5"), ("2", "250 2.1.5"),
                    ("3", "450 4.7.1 Your 20 pages of today are used up; try again tomorrow"),
                ] {
                    #expect(try await client.say("RCPT TO:<\(number)@fax.example>").hasPrefix(reply))
                }
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                source.fail(Failure(EnhancedStatusCode(4, 3, 0), "The spool is down."))
                _ = try await client.say("MAIL FROM:<kai@example.com>")
                #expect(try await client.say("RCPT TO:<1@fax.example>").hasPrefix("451 4.3.0 Whether you may fax"))
            }
        }
        // On a slow machine an answer may be too old for the next recipient, and is asked for again.
        #expect(Set(source.asked.map(\.account)) == ["Wards\n<jane@example.com>", "Wards\n<kai@example.com>"])
        #expect(source.asked.last?.account == "Wards\n<kai@example.com>")
        #expect(
            sink.kept.first?.mail.recipients.map(\.account) == Array(repeating: "Wards\n<jane@example.com>", count: 2))
    }

    @Test("A recipient that is refused after it was accepted stays in the mail once", .timeLimit(.minutes(10)))
    func theSameRecipientAgain() async throws {
        let sink = FakeSink()
        source.say(18)
        let source = source
        let rules = "  - {name: Wards, may-fax: anywhere, pages-a-day: 20}"
        try await withServer(rules: rules, pages: source, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                for reply in ["250", "250", "450", "450"] {
                    #expect(try await client.say("RCPT TO:<1@fax.example>").hasPrefix(reply))
                }
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.first?.mail.recipients.map(\.address) == ["1@fax.example"])
    }
}
