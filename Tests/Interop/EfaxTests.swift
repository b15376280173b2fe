import FaxModel
import Pipeline
import TestSupport
import Testing

@Suite("efax receives what we send", .timeLimit(.minutes(20)))
struct EfaxTests {
    @Test("Without error correction: MH at 14,400 bit/s, pel by pel the pages that were sent")
    func pages() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 3)
            #expect(history.attempts.first?.coding == "MH")
            #expect(history.attempts.first?.errorCorrection == false)
            #expect(history.attempts.first?.bitRate == 14400)
            #expect(try await efax.received().map(Pages.bitmap) == faxpost.sentPages(history))
        }
    }

    @Test("Two faxes in one call, each sent")
    func severalFaxes() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let histories = try await faxpost.sentTogether(to: "2222", pages: [1, 2])
            var sent: [PageBitmap] = []
            for history in histories {
                #expect(history.attempts.map(\.outcome) == [.sent])
                sent += try await faxpost.sentPages(history)
            }
            #expect(try await efax.received().map(Pages.bitmap) == sent)
        }
    }

    @Test("A noisy line: the rate goes down until it holds, and the page arrives")
    func noise() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions + ["--snr", "21"])
        let efax = try await Efax(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 1)
            let rate = try #require(history.attempts.last?.bitRate)
            #expect(rate < 14400)
            #expect(try await efax.received().count == 1)
        }
    }
}
