import Configuration
import FaxModel
import Pipeline
import Synchronization
import Testing

@testable import faxout

@Suite("What can be sent now, and what the operator pauses", .timeLimit(.minutes(20)))
struct LineAvailabilityTests {
    private let berlin = Lane(rawValue: "berlin")

    /// Lines a and b of the default group, and c of group berlin.
    ///
    /// - Parameter wait: what a line does that rests; by default it rests for as long as the test takes.
    private func pool(
        rests: Duration..., wait: @escaping @Sendable (Duration) async -> Void = LineAvailabilityTests.endless()
    ) throws -> LinePool {
        let settings = try SampleFax.settings(
            "lines:", "- { name: a, device: /dev/a }", "- { name: b, device: /dev/b }",
            "- { name: c, device: /dev/c, group: berlin }")
        return LinePool(settings.lines.map { TelephoneLine(settings: $0) }, rests: rests, wait: wait)
    }

    /// Rests without end.
    private static func endless() -> @Sendable (Duration) async -> Void {
        let rests = Rests()
        return { _ in await rests.begin().wait() }
    }

    /// Keeps rests, which would end if they were let go.
    private final class Rests: Sendable {
        private let all = Mutex<[Rest]>([])

        func begin() -> Rest {
            let rest = Rest()
            all.withLock { $0.append(rest) }
            return rest
        }
    }

    private func line(_ acquisition: LinePool.Acquisition) throws -> TelephoneLine {
        guard case .line(let line) = acquisition else { throw LineError("no line") }
        return line
    }

    private func tasks(_ availability: Availability) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: availability.capacities.map { ($0.lane.rawValue, $0.tasks) })
    }

    private func states(_ availability: Availability) -> [LineStatus.State] {
        availability.lines.map(\.state)
    }

    @Test func aTaskForEveryLineOfEveryGroup() async throws {
        let now = try await pool(rests: .seconds(600)).availability
        #expect(tasks(now) == ["default": 2, "berlin": 1])
        #expect(
            now.lines == [
                LineStatus(name: "a", group: .default, state: .free),
                LineStatus(name: "b", group: .default, state: .free),
                LineStatus(name: "c", group: berlin, state: .free),
            ])
    }

    @Test func aBusyLineIsCountedForItsTaskIsHeld() async throws {
        let pool = try pool(rests: .seconds(600))
        _ = try await line(pool.acquire(.default))
        #expect(tasks(await pool.availability) == ["default": 2, "berlin": 1])
        #expect(states(await pool.availability) == [.busy, .free, .free])
    }

    @Test func aRestingLineIsNotCountedAndSaysWhy() async throws {
        let pool = try pool(rests: .seconds(600))
        await pool.rest(try line(await pool.acquire(.default)), because: LineError("It is unplugged."))
        await pool.rest(try line(await pool.acquire(berlin)), because: LineError("It burns."))
        let now = await pool.availability
        #expect(tasks(now) == ["default": 1, "berlin": 0], "a group without a line is still told, with nothing")
        #expect(states(now) == [.resting, .free, .resting])
        #expect(now.lines.map(\.reason) == ["It is unplugged.", nil, "It burns."])
    }

    @Test func aPausedLineIsNotCountedUntilItIsResumed() async throws {
        let pool = try pool(rests: .seconds(600))
        await pool.pause(["a", "c"])
        #expect(tasks(await pool.availability) == ["default": 1, "berlin": 0])
        #expect(states(await pool.availability) == [.paused, .free, .paused])
        #expect(try await line(pool.acquire(.default)).settings.name == "b")
        await pool.pause(["b"])
        #expect(
            tasks(await pool.availability) == ["default": 2, "berlin": 1], "b is busy, and those others are not paused")
        #expect(try await line(pool.acquire(.default)).settings.name == "a")
    }

    @Test func aPausedLineThatMakesACallFinishesItAndIsCountedUntilThen() async throws {
        let pool = try pool(rests: .seconds(600))
        let first = try await line(pool.acquire(.default))
        await pool.pause(["a"])
        #expect(tasks(await pool.availability) == ["default": 2, "berlin": 1])
        #expect(states(await pool.availability) == [.busy, .free, .free])
        await pool.release(first)
        #expect(tasks(await pool.availability) == ["default": 1, "berlin": 1])
        #expect(states(await pool.availability) == [.paused, .free, .free])
    }

    @Test func aLineThatRestsWhileItIsPausedRestsAndThenIsPaused() async throws {
        let rest = Rest()
        let pool = try pool(rests: .seconds(600)) { _ in await rest.wait() }
        let first = try await line(pool.acquire(.default))
        await pool.pause(["a"])
        await pool.rest(first, because: LineError("It is unplugged."))
        #expect(states(await pool.availability).first == .resting)
        rest.end()
        for await now in pool.changes where states(now).first != .resting {
            #expect(states(now).first == .paused)
            #expect(tasks(now) == ["default": 1, "berlin": 1])
            break
        }
    }

    @Test func whoeverWaitsIsToldWhenTheLinesArePaused() async throws {
        let pool = try pool(rests: .seconds(600))
        let first = try await line(pool.acquire(.default))
        let second = try await line(pool.acquire(.default))
        async let third = pool.acquire(.default)
        await pool.pause(["a", "b"])
        await pool.release(first)
        await pool.release(second)
        for acquisition in [await third, await pool.acquire(.default)] {
            guard case .paused = acquisition else {
                Issue.record("\(acquisition)")
                continue
            }
        }
        #expect(try await line(pool.acquire(berlin)).settings.name == "c", "the other group is not paused")
    }

    @Test func whoeverFindsOneLinePausedAndTheOtherRestingIsToldUntilWhen() async throws {
        let pool = try pool(rests: .seconds(600))
        let until = await pool.rest(try line(await pool.acquire(.default)), because: LineError("It is unplugged."))
        await pool.pause(["b"])
        guard case .resting(until, let reason) = await pool.acquire(.default) else {
            Issue.record("a line was given out")
            return
        }
        #expect(reason == "Line a is not ready: It is unplugged.")
    }

    @Test func whoeverWaitsGetsTheLineThatIsResumed() async throws {
        let pool = try pool(rests: .seconds(600))
        await pool.pause(["b"])
        let first = try await line(pool.acquire(.default))
        async let second = pool.acquire(.default)
        await pool.pause([])
        #expect(try await line(second).settings.name == "b")
        await pool.release(first)
    }

    @Test func everyChangeIsAnnouncedAndTheNewestIsEnough() async throws {
        let rest = Rest()
        let pool = try pool(rests: .seconds(600)) { _ in await rest.wait() }
        var changes = pool.changes.makeAsyncIterator()
        let first = try await line(pool.acquire(.default))
        #expect(states(try #require(await changes.next())) == [.busy, .free, .free])
        await pool.release(first)
        #expect(states(try #require(await changes.next())) == [.free, .free, .free])
        await pool.pause(["a"])
        await pool.pause(["a", "b"])
        #expect(states(try #require(await changes.next())) == [.paused, .paused, .free], "the older one is not kept")
        await pool.rest(try line(await pool.acquire(berlin)), because: LineError("It burns."))
        var now = try #require(await changes.next())
        while states(now).last == .busy { now = try #require(await changes.next()) }
        #expect(states(now).last == .resting)
        #expect(tasks(now) == ["default": 0, "berlin": 0])
        rest.end()
        now = try #require(await changes.next())
        // It comes back by itself after its rest.
        #expect(states(now).last == .free)
        #expect(tasks(now) == ["default": 0, "berlin": 1])
    }
}
