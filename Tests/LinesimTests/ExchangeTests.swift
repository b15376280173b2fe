import Testing

@testable import linesim

@Suite struct ExchangeTests {
    /// Modem 0 has two numbers; 1 and 2 are a hunt group; 3 has a longer number with the same ending as 4's.
    private var exchange = Exchange(numbers: [["1111", "1199"], ["2222"], ["2222"], ["93333"], ["3333"]])

    @Test(arguments: [
        ("2222", 1), ("+49 30 2222", 1), ("T0,02222", 1), ("9-93333", 3), ("83333", 4), ("3333", 4), ("1199", 0),
    ])
    func aNumberReachesTheModemWithTheLongestNumberThatItEndsWith(dialled: String, modem: Int) {
        var exchange = exchange
        #expect(exchange.dial(dialled, from: 9) == .reached(modem))
    }

    @Test(arguments: [
        ("0001", Exchange.Route.busy), ("30 00 02", .noDialTone), ("+490003", .neverAnswered), ("0004", .unobtainable),
        ("222", .unobtainable), ("22223", .unobtainable), ("", .unobtainable), ("T", .unobtainable),
        ("٢٢٢٢", .unobtainable),
    ])
    func otherNumbersAreTestNumbersOrUnobtainable(dialled: String, route: Exchange.Route) {
        var exchange = exchange
        #expect(exchange.dial(dialled, from: 0) == route)
    }

    @Test mutating func aHuntGroupGivesTheCallToTheFirstThatIsFree() {
        #expect(exchange.dial("2222", from: 0) == .reached(1))
        #expect(exchange.dial("2222", from: 3) == .reached(2))
        #expect(exchange.dial("2222", from: 4) == .busy)
        exchange.release(4)
        exchange.release(1)
        #expect(exchange.dial("2222", from: 4) == .reached(1))
    }

    @Test mutating func whoCallsIsEngaged() {
        #expect(exchange.dial("0001", from: 0) == .busy)
        #expect(exchange.dial("1111", from: 3) == .busy)
        exchange.release(0)
        exchange.release(3)
        #expect(exchange.dial("1111", from: 3) == .reached(0))
    }

    @Test mutating func nobodyReachesItself() {
        #expect(exchange.dial("1111", from: 0) == .busy)
        // Of a hunt group, the other one answers.
        #expect(exchange.dial("2222", from: 1) == .reached(2))
    }

    @Test mutating func whoIsOffHookIsEngaged() {
        exchange.seize(0)
        #expect(exchange.dial("1111", from: 1) == .busy)
        exchange.release(0)
        exchange.release(1)
        #expect(exchange.dial("1111", from: 1) == .reached(0))
    }

    @Test mutating func aCallToAModemThatIsBeingClearedCampsOn() {
        #expect(exchange.dial("1111", from: 1) == .reached(0))
        exchange.beginClearing(0)
        exchange.release(1)
        #expect(exchange.dial("1111", from: 1) == nil)
        exchange.release(0)
        #expect(exchange.dial("1111", from: 1) == .reached(0))
        // Cleared once is not cleared for ever.
        #expect(exchange.dial("1111", from: 2) == .busy)
    }

    @Test mutating func whoIsFreeIsNotWaitedFor() {
        #expect(exchange.dial("2222", from: 0) == .reached(1))
        exchange.beginClearing(1)
        #expect(exchange.dial("2222", from: 3) == .reached(2))
        exchange.beginClearing(4)
        #expect(exchange.dial("3333", from: 0) == .reached(4))
    }

    @Test func routesReadInWords() {
        let routes: [Exchange.Route] = [.reached(3), .busy, .noDialTone, .neverAnswered, .unobtainable]
        #expect(
            routes.map(\.description) == ["reaches modem 3", "busy", "no dial tone", "never answered", "unobtainable"])
    }
}
