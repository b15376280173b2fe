import FaxModel
import Pipeline
import TestSupport
import Testing

@Suite("Glare", .timeLimit(.minutes(20)))
struct GlareTests {
    @Test("Two lines of ours that answer call each other at the same moment: both faxes arrive in the end")
    func bothCall() async throws {
        let numbers = ["1001", "2222"]
        let exchange = try await Exchange(numbers: numbers)
        let own = numbers.map { OwnLines.Line(device: exchange.device($0), answers: true) }
        try await OwnLines.with(own, jitter: 50) { lines in
            let faxes = (1...2).map { OwnLines.Fax(pages: [InkPage.page($0)]) }
            async let first = lines.send([faxes[0]], to: "2222", line: 0)
            async let second = lines.send([faxes[1]], to: "1001", line: 1)
            let sent = try await first + second
            #expect(sent.map { $0.history.attempts.count { $0.outcome == .sent } } == [1, 1])
            let received = try await [lines.received(at: "2222"), lines.received(at: "1001")]
            #expect(received.map(\.pages) == sent.map(\.pages))
        }
    }
}
