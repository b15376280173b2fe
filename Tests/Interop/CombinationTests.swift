import FaxModel
import Pipeline
import TestSupport
import Testing

/// Error correction, coding, resolution and rate in combinations that we and others offer: every value of each at least once, and all
/// combinations when they are asked for.
@Suite("Whatever two stations can agree on", .serialized, .timeLimit(.minutes(60)))
struct CombinationTests {
    @Test(
        "HylaFAX receives from us what was meant, pel by pel",
        arguments: Combination.rounds(Modulation.allCases, offset: 0))
    func toHylaFAX(_ combinations: [Combination]) async throws {
        let exchange = try await Exchange(numbers: Self.numbers(combinations.count), Self.exchangeOptions)
        let hylafax = try await HylaFAX(
            modems: combinations.enumerated().map { (exchange.device("200\($0)"), $1.hylaFAX) })
        let lines = combinations.enumerated().map { place, combination in
            OwnLines.Line(
                device: exchange.device("100\(place)"), limits: combination.rateLimit + combination.codingLimit)
        }
        try await OwnLines.with(lines) { lines in
            try await Self.each(combinations) { place, combination in
                let faxes = combination.someFaxes(place)
                let sent = try await lines.send(faxes, to: "200\(place)", line: place)
                for fax in sent { combination.check(fax.history.attempts) }
                combination.check(try #require(sent.last?.call), faxes.map(\.resolution))
                let received = try await hylafax.received(calls: faxes.count, device: exchange.device("200\(place)"))
                #expect(try received.map(Pages.bitmaps) == sent.map(\.pages), "\(combination)")
            }
        }
    }

    // At 7200 and 9600 bit/s it takes V.29.
    @Test(
        "We receive from HylaFAX what was meant, pel by pel",
        arguments: Combination.rounds(Modulation.allCases.filter { $0 != .v17at7200 && $0 != .v17at9600 }, offset: 2))
    func fromHylaFAX(_ combinations: [Combination]) async throws {
        let exchange = try await Exchange(numbers: Self.numbers(combinations.count), Self.exchangeOptions)
        let hylafax = try await HylaFAXSender(
            modems: combinations.enumerated().map { (exchange.device("100\($0)"), $1.hylaFAX) })
        let lines = combinations.enumerated().map { place, combination in
            OwnLines.Line(device: exchange.device("200\(place)"), limits: combination.codingLimit, answers: true)
        }
        try await OwnLines.with(lines) { lines in
            for call in combinations[0].someFaxes(0).indices {
                // One after the other: its server can't number several at once.
                for (place, combination) in combinations.enumerated() {
                    let fax = combination.someFaxes(place)[call]
                    try await hylafax.send(
                        fax.pages, to: "200\(place)", resolution: fax.resolution, rate: combination.modulation.bitRate,
                        device: exchange.device("100\(place)"))
                }
                try await Self.each(combinations) { place, combination in
                    let fax = combination.someFaxes(place)[call]
                    let received = try await lines.received(at: "200\(place)", call + 1)
                    combination.check(received.history.attempts)
                    combination.check(received.call, [fax.resolution])
                    #expect(received.pages == fax.pages, "\(combination)")
                }
            }
            try await hylafax.stop()
        }
    }

    @Test("efax receives from us what was meant, pel by pel")
    func toEfax() async throws {
        let combinations = Combination.plain(Modulation.allCases, from: 0)
        let exchange = try await Exchange(numbers: Self.numbers(combinations.count), Self.efaxOptions)
        let lines = combinations.enumerated().map {
            OwnLines.Line(device: exchange.device("100\($0)"), limits: $1.rateLimit)
        }
        try await OwnLines.with(lines) { lines in
            try await Self.each(combinations) { place, combination in
                let efax = try await Efax(device: exchange.device("200\(place)"), rate: combination.modulation.efaxRate)
                let faxes = combination.someFaxes(place)
                let sent = try await lines.send(faxes, to: "200\(place)", line: place)
                for fax in sent { combination.check(fax.history.attempts) }
                combination.check(try #require(sent.last?.call), faxes.map(\.resolution))
                #expect(try await efax.received().map(Pages.bitmap) == sent.flatMap(\.pages), "\(combination)")
            }
        }
    }

    // At 7200 and 9600 bit/s it takes V.29.
    @Test("We receive from efax what was meant, pel by pel")
    func fromEfax() async throws {
        let combinations = Combination.plain(
            Modulation.allCases.filter { $0 != .v17at7200 && $0 != .v17at9600 }, from: 1)
        let exchange = try await Exchange(numbers: Self.numbers(combinations.count), Self.efaxOptions)
        let lines = combinations.indices.map { OwnLines.Line(device: exchange.device("200\($0)"), answers: true) }
        try await OwnLines.with(lines) { lines in
            try await Self.each(combinations) { place, combination in
                for (call, fax) in combination.someFaxes(place).enumerated() {
                    try await EfaxSender.send(
                        fax.pages, to: "200\(place)", device: exchange.device("100\(place)"),
                        resolution: fax.resolution, rate: combination.modulation.efaxRate)
                    let received = try await lines.received(at: "200\(place)", call + 1)
                    combination.check(received.history.attempts)
                    combination.check(received.call, [fax.resolution])
                    #expect(EfaxSender.are(received.pages, fax.pages, fax.resolution), "\(combination)")
                }
            }
        }
    }

    private static func numbers(_ count: Int) -> [String] { (0..<count).flatMap { ["100\($0)", "200\($0)"] } }

    /// Does it for some at once: what takes time is waiting, but all programs but linesim think in wall time, and each call has
    /// four at work.
    private static func each(
        _ combinations: [Combination], _ body: @escaping @Sendable (Int, Combination) async throws -> Void
    ) async throws {
        let atOnce = Combination.isFull ? 1 : 4
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, combination) in combinations.enumerated() {
                if place >= atOnce { try await group.next() }
                group.addTask { try await body(place, combination) }
            }
            try await group.waitForAll()
        }
    }

    /// HylaFAX throws away what has come within its terminal's time after CONNECT: in life that is nothing.
    private static let exchangeOptions = ["--turbo", "0", "--grace", "500"]
    /// Slow enough for efax, which divides by the seconds that a page took.
    private static let efaxOptions = ["--turbo", "8"]
}

extension Combination {
    /// The resolutions that every one of the others has.
    static let resolutions: [Resolution] = [.standard, .fine]

    /// A fax of a page in each resolution.
    var faxes: [OwnLines.Fax] {
        Self.resolutions.map { OwnLines.Fax(pages: [InkPage.page(number + 1, rows: rows)], resolution: $0) }
    }

    /// Those in a resolution that changes from rate to rate and from coding to coding; all where all combinations are to be
    /// tried.
    func someFaxes(_ place: Int) -> [OwnLines.Fax] {
        Self.isFull ? faxes : [faxes[place % faxes.count]]
    }

    /// Sees to it that one call has sent one page as was meant.
    func check(_ attempts: [Attempt]) {
        #expect(attempts.map(\.outcome) == [.sent], "\(self)")
        #expect(attempts.map(\.bitRate) == [modulation.bitRate], "\(self)")
        #expect(attempts.map(\.coding) == [coding.rawValue], "\(self)")
        #expect(attempts.map(\.errorCorrection) == [errorCorrection], "\(self)")
        #expect(attempts.map(\.confirmedPages) == [1], "\(self)")
    }

    /// Sees to it that it was agreed on what was meant, for pages of these resolutions one after the other, and nothing else.
    func check(_ call: CallLog, _ resolutions: [Resolution]) {
        // A command may come again whose answer was lost.
        let agreements = call.agreements.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        #expect(agreements.count == resolutions.count, "\(self): \(agreements)")
        for (agreement, resolution) in zip(agreements, resolutions) {
            #expect(agreement.hasPrefix(self.agreement(resolution)), "\(self)")
        }
    }
}
