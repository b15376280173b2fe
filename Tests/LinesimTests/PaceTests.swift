import ArgumentParser
import Testing

@testable import linesim

@Suite struct PaceTests {
    @Test func atLifeSpeedABlockComesEveryTwentyMilliseconds() {
        var pace = Pace(speeds: Pace.Speeds(), now: 100)
        #expect(pace.due(.computer, now: 100) == 100.02 && pace.due(.line, now: 100) == 100.02)
        pace.advance(due: 100.02, now: 100.021)
        // It counts from when the block was due: small delays do not add up.
        #expect(abs(pace.due(.computer, now: 100.021) - 100.04) < 1e-9)
    }

    @Test func theLineIsFastOnlyWhileBothComputersWaitForIt() {
        let pace = Pace(speeds: Pace.Speeds(attentive: 2, turbo: 20), now: 0)
        #expect(abs(pace.due(.computer, now: 0) - 0.01) < 1e-12)
        #expect(abs(pace.due(.line, now: 0) - 0.001) < 1e-12)
    }

    @Test func withoutLimitABlockIsDueAtOnce() {
        let pace = Pace(speeds: Pace.Speeds(attentive: 1, turbo: 0), now: 5)
        #expect(pace.due(.line, now: 7) == 7)
        #expect(pace.due(.computer, now: 5) == 5.02)
    }

    @Test func aCallThatFellFarBehindDoesNotRaceToCatchUp() {
        var pace = Pace(speeds: Pace.Speeds(), now: 0)
        pace.advance(due: 0.02, now: 10)
        #expect(abs(pace.due(.computer, now: 10) - 9.82) < 1e-9)
    }

    @Test func aStallCostsNoTimeOnTheLine() {
        var pace = Pace(speeds: Pace.Speeds(), now: 0)
        pace.stall(now: 3)
        #expect(pace.due(.computer, now: 3) == 3.02)
    }

    @Test func turboIsTheSpeedWhereItIsNotGiven() throws {
        #expect(try PaceOptions.parse([]).speeds == Pace.Speeds(attentive: 1, turbo: 1))
        #expect(try PaceOptions.parse(["--speed", "3"]).speeds == Pace.Speeds(attentive: 3, turbo: 3))
        #expect(
            try PaceOptions.parse(["--speed", "2", "--turbo", "0"]).speeds == Pace.Speeds(attentive: 2, turbo: 0))
    }

    @Test(arguments: [
        ["--speed", "0"], ["--speed", "-1"], ["--speed", "inf"], ["--speed", "nan"], ["--turbo", "-1"],
        ["--turbo", "nan"], ["--grace", "-1"], ["--grace", "60001"], ["--speed", "fast"],
    ])
    func noSpeed(arguments: [String]) {
        #expect(throws: (any Error).self) { try PaceOptions.parse(arguments) }
    }
}
