import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// The rows of the crash matrix of docs/ARCHITECTURE.md that are about faxes that come in: `faxout` dies at a point that is
/// known to the line of code.
@Suite("Whoever receives dies: every page that was confirmed arrives", .timeLimit(.minutes(20)))
struct ReceivingCrashTests {
    /// A point, when it is reached, and the pages of the mail that comes of that call: how many, and how many are confirmed.
    struct Row: CustomTestStringConvertible {
        var point: CrashPoint
        var times: Int
        var pages: Int
        var confirmed: Int

        var testDescription: String { point.rawValue }
    }

    @Test(
        "What was stored goes on by itself, as far as it had come",
        arguments: [
            // Nothing of the second page is on disk.
            Row(point: .faxoutReceived, times: 2, pages: 1, confirmed: 1),
            // The second page is, and nobody has confirmed it.
            Row(point: .faxoutStored, times: 2, pages: 2, confirmed: 1),
            // It was about to be confirmed.
            Row(point: .faxoutAcknowledged, times: 2, pages: 2, confirmed: 2),
            // All were confirmed.
            Row(point: .faxoutHungUp, times: 1, pages: 3, confirmed: 3),
        ])
    func dies(_ row: Row) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let pages = (1...3).map { InkPage.page($0) }
        try await ReceivingFaxpost.with(
            exchange, environment: [CrashPoint.variable: "\(row.point.rawValue):\(row.times)"]
        ) { receiver in
            async let sending: Void = EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let faxout = try receiver.faxpost.process(.faxout)
            #expect(try await faxout.ended() == .killed(signal: SIGKILL))
            let fax = try await receiver.mail()
            #expect(fax.pages.count == row.pages)
            #expect(fax.field("X-Fax-Confirmed-Pages") == "\(row.confirmed)")
            #expect(fax.field("X-Fax-Complete") == "no")
            #expect(fax.field("X-Fax-Result") == "interrupted")
            let history = try await receiver.faxpost.settled(try #require(fax.job))
            #expect(history.job.state == .received)
            #expect(history.attempts.map(\.outcome) == [.interrupted])
            for (received, sent) in zip(fax.pages, pages) {
                var expected = PageBitmap(width: sent.width, rows: EfaxSender.blankRows)
                expected.append(sent)
                #expect(received == expected)
            }
            _ = try? await sending
        }
    }
}
