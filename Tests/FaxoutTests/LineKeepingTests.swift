import Class1
import Configuration
import FaxModel
import Pipeline
import Testing

@testable import faxout

@Suite("Lines that are kept", .timeLimit(.minutes(20)))
struct LineKeepingTests {
    private let pool: LinePool
    private let rest = Rest()
    private let sends: TelephoneLine
    private let answers: TelephoneLine

    init() throws {
        let lines = try SampleFax.settings(
            "lines:", "- { name: a, device: /dev/a }", "- { name: b, device: /dev/b, answer: { rings: 2 } }"
        ).lines.map { TelephoneLine(settings: $0) }
        (sends, answers) = (lines[0], lines[1])
        pool = LinePool(lines, rests: [.seconds(600)], isKept: true) { [rest] _ in await rest.wait() }
    }

    private var states: [LineStatus.State] {
        get async { await pool.availability.lines.map(\.state) }
    }

    private var capacity: Int? {
        get async { await pool.availability.capacities.first?.tasks }
    }

    private func duty(_ line: TelephoneLine, _ attendance: Attendance? = nil) async throws -> LinePool.Duty {
        let attendance = try attendance ?? Attendance()
        return await pool.nextDuty(of: line, attendance)
    }

    private func pass(_ line: TelephoneLine) async throws {
        guard case .test = try await duty(line) else { throw LineError("The line is not tested.") }
        await pool.passed(line, modem: "ACME")
    }

    private func attend() async throws -> Attendance {
        let attendance = try Attendance()
        guard case .attend = try await duty(answers, attendance) else { throw LineError("The line is not attended.") }
        return attendance
    }

    private func name(_ acquisition: LinePool.Acquisition) -> String? {
        if case .line(let line) = acquisition { line.settings.name } else { nil }
    }

    @Test("No line takes part in calls before its test")
    func test() async throws {
        #expect(await states == [.testing, .testing])
        #expect(await capacity == 0)
        async let line = pool.acquire(.default)
        try await pass(sends)
        #expect(await name(line) == "a")
        #expect(await pool.availability.lines.map(\.modem) == ["ACME", nil])
        #expect(await capacity == 1)
    }

    @Test("One that fails is tested again after its rest")
    func failed() async throws {
        guard case .test = try await duty(sends) else { throw LineError("The line is not tested.") }
        await pool.rest(sends, because: LineError("It is unplugged."))
        #expect(await states.first == .resting)
        rest.end()
        try await pass(sends)
        #expect(await states.first == .free)
    }

    @Test("A free line whose device is gone is tested before its next call, unless somebody there notices by himself")
    func deviceGone() async throws {
        try await pass(sends)
        try await pass(answers)
        let attendance = try await attend()
        await pool.deviceGone(sends)
        await pool.deviceGone(answers)
        #expect(await states == [.testing, .free])
        #expect(!attendance.cancellation.isCancelled)
        try await pass(sends)
        #expect(await name(pool.acquire(.default)) == "a")
        await pool.deviceGone(sends)
        #expect(await states == [.busy, .free])
    }

    @Test("A line that waits for a call is free, and is taken away from there for one that is to be made")
    func takenAway() async throws {
        try await pass(answers)
        let attendance = try await attend()
        #expect(await states.last == .free)
        #expect(await capacity == 1)
        async let line = pool.acquire(.default)
        while !attendance.cancellation.isCancelled { await Task.yield() }
        await pool.attendanceEnded(answers)
        #expect(await name(line) == "b")
        await pool.release(answers)
        _ = try await attend()
    }

    @Test("A line at which it rings is busy, counts for nothing, and is waited for by nobody")
    func rings() async throws {
        try await pass(answers)
        await pool.rest(sends, because: LineError("It is unplugged."))
        let attendance = try await attend()
        #expect(attendance.rings(true))
        guard case .paused = await pool.acquire(.default) else {
            Issue.record("a line was given out")
            return
        }
        #expect(await states.last == .busy)
        await pool.rings(answers, true)
        await pool.attendanceEnded(answers)
        #expect(await states.last == .free)
    }

    @Test("A line at which it rang when it was to dial is for whoever calls")
    func rangBeforeItDialled() async throws {
        try await pass(sends)
        try await pass(answers)
        await pool.pause(["a"])
        #expect(await name(pool.acquire(.default)) == "b")
        var heard = RingListener()
        _ = heard.received(Array("\r\nRING\r\n\r\nNMBR=4711\r\n".utf8))
        await pool.ringing(answers, heard: heard)
        #expect(await pool.takeRings(of: answers)?.caller.number == "4711", "who calls is told once by the exchange")
        #expect(await pool.takeRings(of: answers) == nil)
        #expect(await states.last == .busy)
        guard case .paused = await pool.acquire(.default) else {
            Issue.record("a line was given out")
            return
        }
        let attendance = try await attend()
        #expect(attendance.rings(true))
        await pool.rings(answers, true)
        await pool.attendanceEnded(answers)
        #expect(await states.last == .free)
    }

    @Test("A line at which it rang when it was to dial, and nobody calls any more, is free again")
    func rangInVain() async throws {
        try await pass(sends)
        try await pass(answers)
        await pool.pause(["a"])
        #expect(await name(pool.acquire(.default)) == "b")
        await pool.ringing(answers, heard: nil)
        guard case .paused = await pool.acquire(.default) else {
            Issue.record("a line was given out")
            return
        }
        rest.end()
        for await now in pool.changes where now.lines.last?.state == .free { break }
    }

    @Test("A line that is paused is not answered, and again when it is resumed")
    func paused() async throws {
        try await pass(answers)
        let attendance = try await attend()
        await pool.pause(["b"])
        #expect(!attendance.rings(true))
        await pool.attendanceEnded(answers)
        #expect(await states.last == .paused)
        async let duty = duty(answers)
        await pool.pause([])
        guard case .attend = try await duty else {
            Issue.record("the line is not attended")
            return
        }
    }

    @Test("A line that is paused while it rings lets go when nobody answered in time")
    func pausedWhileItRings() async throws {
        try await pass(answers)
        let attendance = try await attend()
        #expect(attendance.rings(true))
        await pool.rings(answers, true)
        await pool.pause(["b"])
        #expect(!attendance.cancellation.isCancelled)
        #expect(attendance.rings(false))
        await pool.rings(answers, false)
        #expect(attendance.cancellation.isCancelled)
        #expect(!attendance.rings(true))
    }

    @Test("When the keeping ends, lines that wait let go, and no other begins")
    func closed() async throws {
        try await pass(answers)
        let attendance = try await attend()
        await pool.close()
        #expect(!attendance.rings(true))
        guard case .end = try await duty(answers) else {
            Issue.record("there is something to do")
            return
        }
    }
}

extension CallCancellation {
    /// Whether somebody has cancelled, since that was asked last.
    fileprivate var isCancelled: Bool { take() != nil }
}
