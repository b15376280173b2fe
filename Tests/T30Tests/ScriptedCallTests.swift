import Testing

@testable import T30

@Suite("Scripted calls")
struct ScriptedCallTests {
    @Test(arguments: CallScript.all)
    func goesAsItsScriptSays(_ script: CallScript) {
        script.play()
    }

    @Test func thereAreMany() {
        #expect(CallScript.all.count >= 120)
        #expect(CallScript.all.allSatisfy { !$0.clause.isEmpty && !$0.lines.isEmpty })
        #expect(Set(CallScript.all.map(\.name)).count == CallScript.all.count)
    }

    @Test func everyTimerRunsOutInOneOfThem() {
        let expired = CallScript.all.reduce(into: Set<CallTimer>()) { $0.formUnion($1.play()) }
        let timers: [CallTimer] = [
            .identification, .command, .response, .receiverBusy, .frame, .trainingCheck, .earliestRepetition,
            .repetition, .preamble, .storage,
        ]
        for timer in timers { #expect(expired.contains(timer)) }
        #expect(expired.contains { if case .page = $0 { true } else { false } })
        #expect(expired.contains { if case .message = $0 { true } else { false } })
    }

    /// T.30 §5.4.3.1 and Annex A.5.4.1, with what a station may be off.
    @Test(arguments: [
        (CallTimer.identification, 30_000...40_000), (.command, 5_000...7_000), (.response, 2_550...3_450),
        (.receiverBusy, 55_000...65_000), (.frame, 2_550...3_450),
    ])
    func timersAreWithinTheirTolerance(_ timer: CallTimer, _ range: ClosedRange<Int>) {
        #expect(range.contains(timer.milliseconds))
    }
}
