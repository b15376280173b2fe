import FaxModel
import Testing

@testable import faxout

@Suite("The trace of a call")
struct CallTraceTests {
    @Test func ofACallThatNeverEndsBeginningAndEndAreKept() {
        var trace = CallTrace()
        for time in 0..<5_000 { trace.note(.callDropped, at: time * 100) }
        #expect(trace.entries.count == 2 * CallTrace.half)
        #expect(trace.entries.first?.time == 0)
        #expect(trace.entries.last?.time == 499_900)
        #expect(trace.omitted == 5_000 - 2 * CallTrace.half)
    }
}
