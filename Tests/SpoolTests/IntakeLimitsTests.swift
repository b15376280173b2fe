import Configuration
import Pipeline
import Testing

@testable import spool

@Suite("The limits at which new mail is refused")
struct IntakeLimitsTests {
    private let start = ContinuousClock.now
    private let settings: SpoolSettings

    init() throws {
        settings = try Configuration(
            text: "spool: {maximum-depth: 10, minimum-free-disk: 512MiB}", file: "faxpost.yaml"
        ).spool
    }

    private func disk(_ mebibytes: Int) -> IntakeLimit {
        IntakeLimit(key: .minimumFreeDisk, limit: 512 << 20, current: mebibytes << 20)
    }

    private func depth(_ tasks: Int) -> IntakeLimit { IntakeLimit(key: .maximumDepth, limit: 10, current: tasks) }

    @Test func eachIsToldOnceWhenItBeginsAndOnceWhenItIsOver() {
        var limits = IntakeLimits(settings)
        func look(_ tasks: Int, _ mebibytes: Int, at seconds: Int) -> [IntakeLimits.News] {
            limits.look(depth: tasks, freeBytes: mebibytes << 20, now: start + .seconds(seconds))
        }
        #expect(look(9, 512, at: 0) == [])
        #expect(look(9, 511, at: 1) == [.begun(disk(511))])
        #expect(look(10, 300, at: 2) == [.begun(depth(10))])
        #expect(look(10, 512, at: 11) == [])
        #expect(look(10, 600, at: 12) == [.over(disk(600))])
        #expect(look(9, 600, at: 13) == [] && look(10, 600, at: 14) == [], "one that goes and comes is not over")
        #expect(look(3, 600, at: 24) == [.over(depth(3))])
    }

    @Test func bothFiguresAndTheKeyAreSaid() {
        #expect(disk(511).description == "511 MiB of the spool's disk free, spool.minimum-free-disk is 512 MiB")
        #expect(depth(12).description == "12 tasks in hand, spool.maximum-depth is 10")
        let close = IntakeLimit(key: .minimumFreeDisk, limit: 512 << 20, current: (512 << 20) - 1)
        #expect(close.description == "511.9 MiB of the spool's disk free, spool.minimum-free-disk is 512 MiB")
    }
}
