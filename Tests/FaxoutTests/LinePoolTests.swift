import Configuration
import FaxModel
import Testing

@testable import faxout

@Suite("The lines of a group", .timeLimit(.minutes(20)))
struct LinePoolTests {
    private func pool(rests: Duration...) throws -> LinePool {
        let settings = try SampleFax.settings(
            "lines:", "- { name: a, device: /dev/a }", "- { name: b, device: /dev/b }")
        return LinePool(settings.lines.map { TelephoneLine(settings: $0) }, rests: rests)
    }

    private func line(_ acquisition: LinePool.Acquisition) throws -> TelephoneLine {
        guard case .line(let line) = acquisition else {
            throw LineError("All lines rest.")
        }
        return line
    }

    @Test func linesAreGivenOutInTurn() async throws {
        let pool = try pool(rests: .seconds(600))
        let first = try await line(pool.acquire(.default))
        let second = try await line(pool.acquire(.default))
        #expect([first.settings.name, second.settings.name] == ["a", "b"])
        async let third = pool.acquire(.default)
        await pool.release(second)
        #expect(try await line(third).settings.name == "b")
    }

    @Test func aLineThatCannotBeUsedLeavesItsTasksToTheOthers() async throws {
        let pool = try pool(rests: .seconds(600))
        await pool.rest(try line(await pool.acquire(.default)), because: LineError("It is unplugged."))
        for _ in 0..<3 {
            let good = try await line(pool.acquire(.default))
            #expect(good.settings.name == "b")
            await pool.release(good)
        }
    }

    @Test func whoeverWaitsIsToldWhenAllLinesRest() async throws {
        let pool = try pool(rests: .seconds(600))
        let first = try await line(pool.acquire(.default))
        let second = try await line(pool.acquire(.default))
        async let third = pool.acquire(.default)
        let until = await pool.rest(first, because: LineError("It is unplugged."))
        await pool.rest(second, because: LineError("It burns."))
        for acquisition in [await third, await pool.acquire(.default)] {
            guard case .resting(let time, let reason) = acquisition else {
                Issue.record("a line that rests was given out")
                continue
            }
            #expect(time == until)
            #expect(reason == "Line a is not ready: It is unplugged. Line b is not ready: It burns.")
        }
    }

    @Test func aLineIsUsedAgainByItselfAfterItsRest() async throws {
        let pool = try pool(rests: .milliseconds(20))
        let first = try await line(pool.acquire(.default))
        _ = try await line(pool.acquire(.default))
        async let third = pool.acquire(.default)
        await pool.rest(first, because: LineError("It is unplugged."))
        #expect(try await line(third).settings.name == "a")
    }

    @Test func aLineRestsLongerEachTimeUntilItCouldBeUsed() async throws {
        let pool = try pool(rests: .zero, .seconds(600))
        let other = try await line(pool.acquire(.default))
        func rest() async throws -> Duration {
            let began = ContinuousClock.now
            let line = try await line(pool.acquire(.default))
            #expect(line.settings.name == "b")
            return await pool.rest(line, because: LineError("It is unplugged.")) - began
        }
        #expect(try await rest() < .seconds(300))
        let again = try await line(pool.acquire(.default))
        await pool.release(again)
        #expect(try await rest() < .seconds(300))
        #expect(try await rest() > .seconds(300))
        await pool.release(other)
    }
}
