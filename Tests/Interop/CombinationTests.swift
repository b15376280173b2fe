import FaxModel
import Pipeline
import TestSupport
import Testing

/// Error correction, coding, resolution and rate in all combinations that we and others offer.
@Suite("Whatever two stations can agree on", .timeLimit(.minutes(30)))
struct CombinationTests {
    @Test("HylaFAX receives from us what was meant, pel by pel", arguments: Modulation.allCases)
    func toHylaFAX(_ modulation: Modulation) async throws {
        let combinations = Combination.of(modulation)
        let numbers = combinations.indices.flatMap { ["100\($0)", "200\($0)"] }
        let exchange = try await Exchange(numbers: numbers, Self.exchangeOptions)
        let hylafax = try await HylaFAX(
            modems: combinations.enumerated().map { ("\(exchange.device("200\($0)"))", $1.hylaFAX) })
        try await SendingLines.with(
            combinations.map { $0.rateLimit + $0.codingLimit }, device: { exchange.device("100\($0)") }
        ) { lines in
            for (place, combination) in combinations.enumerated() {
                let faxes = Resolution.allCases.map {
                    SendingLines.Fax(pages: [InkPage.page(place + 1, rows: combination.rows)], resolution: $0)
                }
                let sent = try await lines.send(faxes, to: "200\(place)", line: place)
                for fax in sent { combination.check(fax.history.attempts, pages: 1) }
                let call = try #require(sent.last?.call)
                #expect(call.commands.count == 2, "\(call.commands)")
                for (command, resolution) in zip(call.commands, Resolution.allCases) {
                    #expect(command.hasPrefix(combination.command(resolution)))
                }
                let received = try await hylafax.received(calls: 2, device: exchange.device("200\(place)"))
                #expect(try received.map(Pages.bitmaps) == sent.map(\.pages), "\(combination.testDescription)")
            }
        }
    }

    @Test("We receive from HylaFAX what was meant, pel by pel", arguments: Modulation.allCases)
    func fromHylaFAX(_ modulation: Modulation) async throws {
        let combinations = Combination.of(modulation)
        let numbers = combinations.indices.flatMap { ["100\($0)", "200\($0)"] }
        let exchange = try await Exchange(numbers: numbers, Self.exchangeOptions)
        let hylafax = try await HylaFAXSender(
            modems: combinations.enumerated().map { ("\(exchange.device("100\($0)"))", $1.hylaFAX) })
        try await ReceivingLines.with(
            combinations.map(\.codingLimit), device: { exchange.device("200\($0)") }
        ) { lines in
            for (place, combination) in combinations.enumerated() {
                // They take turns from rate to rate, and from coding to coding.
                let isStandard = (place + combination.number).isMultiple(of: 2)
                let resolutions: [Resolution] =
                    Combination.isFull ? Resolution.allCases : [isStandard ? .standard : .fine]
                for (count, resolution) in resolutions.enumerated() {
                    let page = InkPage.page(place + 1, rows: combination.rows)
                    try await hylafax.send(
                        [page], to: "200\(place)", resolution: resolution, rate: modulation.bitRate,
                        device: exchange.device("100\(place)"))
                    let fax = try await lines.received(at: "200\(place)", count + 1)
                    combination.check(fax.history.attempts, pages: 1)
                    #expect(fax.call.commands.count == 1)
                    #expect(fax.call.commands.allSatisfy { $0.hasPrefix(combination.command(resolution)) }, "\(fax.call.commands)")
                    #expect(fax.pages == [page], "\(combination.testDescription)")
                }
            }
        }
    }

    /// HylaFAX throws away what has come within its terminal's time after CONNECT: in life that is nothing.
    private static let exchangeOptions = ["--turbo", "0", "--grace", "250"]
}

extension Combination {
    /// Its modulation's place among all.
    var number: Int { Modulation.allCases.firstIndex(of: modulation) ?? 0 }

    /// Sees to it that one call sent so many pages as was meant.
    func check(_ attempts: [Attempt], pages: Int) {
        #expect(attempts.map(\.outcome) == [.sent], "\(testDescription)")
        #expect(attempts.map(\.bitRate) == [modulation.bitRate], "\(testDescription)")
        #expect(attempts.map(\.coding) == [coding.rawValue], "\(testDescription)")
        #expect(attempts.map(\.errorCorrection) == [errorCorrection], "\(testDescription)")
        #expect(attempts.map(\.confirmedPages) == [pages], "\(testDescription)")
    }
}
