import LDAPGrammar
import Testing

@testable import LDAP

@Suite("Which of several servers is asked") struct ServerChoiceTests {
    private static func error(_ server: String) -> LDAPError {
        LDAPError(code: .serverDown, operation: .connect, server: server)
    }

    @Test("The first that is not let alone is asked, and what it rests for doubles until it answers")
    func failover() throws {
        var choice = ServerChoice(count: 2, firstRest: .seconds(2), longestRest: .seconds(8))
        let start = ContinuousClock.now
        #expect(try choice.next(besides: [], now: start) == 0)
        #expect(try choice.next(besides: [0], now: start) == 1)
        choice.failed(0, Self.error("a"), now: start)
        #expect(try choice.next(besides: [], now: start + .seconds(1)) == 1)
        #expect(try choice.next(besides: [], now: start + .seconds(2)) == 0)
        var now = start
        for rest in [4, 8, 8] {
            now += .seconds(10)
            choice.failed(0, Self.error("a"), now: now)
            #expect(try choice.next(besides: [], now: now + .seconds(rest - 1)) == 1)
            #expect(try choice.next(besides: [], now: now + .seconds(rest)) == 0)
        }
        choice.answered(0)
        choice.failed(0, Self.error("a"), now: now)
        #expect(try choice.next(besides: [], now: now + .seconds(2)) == 0)
    }

    @Test("While all are let alone, whoever asks is told why, at once")
    func allRest() {
        var choice = ServerChoice(count: 2, firstRest: .seconds(2), longestRest: .seconds(8))
        let now = ContinuousClock.now
        choice.failed(0, Self.error("a"), now: now)
        choice.failed(1, Self.error("b"), now: now + .seconds(1))
        let error = #expect(throws: LDAPError.self) { try choice.next(besides: [], now: now + .seconds(1)) }
        #expect(error?.server == "a")
    }
}
