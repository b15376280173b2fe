import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// The spool is away while a page that came in is to be stored: nobody is told that it has arrived before it is on disk.
@Suite("The spool is away while a page comes in", .timeLimit(.minutes(20)))
struct ReceivingSpoolTests {
    /// Far longer than a call: until it is over, the spool is asked to store nothing but the pages of the call. The first
    /// one, that it is confirmed, and the second one.
    private static let patience = "10m"
    private static let secondPage = 3

    /// The variables that have a spool die at this point of the storage of the second page.
    private func death(_ point: CrashPoint) -> [String: String] {
        [CrashPoint.variable: "\(point.rawValue):\(Self.secondPage)"]
    }

    @Test(
        "Back in time: the far end waits, or says again what it wants, and nothing is lost or there twice",
        arguments: [CrashPoint.spoolReceived, .spoolWritten], [true, false])
    func backInTime(_ point: CrashPoint, errorCorrection: Bool) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "1000"])
        let pages = (1...3).map { InkPage.page($0, rows: 2200) }
        try await ReceivingFaxpost.with(exchange, patience: Self.patience) { receiver in
            try await receiver.faxpost.kill(.spool)
            let spool = try await receiver.faxpost.startTwice(.spool, environment: death(point))
            let hylafax = try await HylaFAXSender(
                device: exchange.device("1001"), options: errorCorrection ? "" : "Class1ECMSupport: no")
            try await hylafax.send(pages, to: "2222")
            try await spool.says("ended by 137")
            let fax = try await receiver.mail()
            #expect(fax.pages == pages)
            #expect(fax.field("X-Fax-Confirmed-Pages") == "3")
            #expect(fax.field("X-Fax-Complete") == "yes")
            let job = try #require(fax.job)
            let history = try await receiver.faxpost.settled(job)
            // Every call that was answered is in the history, whether it brought a fax or not. (One that nobody answers, HylaFAX
            // makes again: that is no matter of pages.)
            for (state, jobs) in [(nil, [job]), (.noFax, [])] as [(JobState?, [JobID])] {
                let list = try await receiver.faxpost.client.query(.jobs(state: state, limit: 10), as: JobList.self)
                #expect(list.jobs.map(\.id) == jobs, "\(exchange.calls)")
            }
            #expect(history.attempts.first?.errorCorrection == errorCorrection)
        }
    }

    @Test("Away for longer than the far end waits: it sends again, and both faxes say what they are")
    func awayForLonger() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let pages = (1...3).map { InkPage.page($0) }
        try await ReceivingFaxpost.with(exchange, patience: Self.patience) { receiver in
            try await receiver.faxpost.kill(.spool)
            let spool = try await receiver.faxpost.start(.spool, environment: death(.spoolReceived))
            await #expect(throws: SupportError.self) {
                try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            }
            #expect(try await spool.ended() == .killed(signal: SIGKILL))
            try await receiver.faxpost.start(.spool)
            // The second page has come in, and its sender was not told so.
            let first = try await receiver.mail()
            #expect(first.field("X-Fax-Complete") == "no")
            #expect(first.field("X-Fax-Confirmed-Pages") == "1")
            #expect(first.pages.map(\.rows) == pages.prefix(2).map { $0.rows + EfaxSender.blankRows })

            try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let second = try await receiver.mail(2)
            #expect(second.field("X-Fax-Complete") == "yes")
            #expect(second.field("X-Fax-Confirmed-Pages") == "3")
            #expect(second.pages.map(\.rows) == pages.map { $0.rows + EfaxSender.blankRows })
            #expect(first.job != second.job)
        }
    }
}
