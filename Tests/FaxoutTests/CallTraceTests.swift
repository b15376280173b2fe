import FaxModel
import T30
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

    @Test func aBlockThatComesInIsOneEntry() {
        var trace = CallTrace()
        let end = Frame(.rcp, isFinal: false).octets
        for number in UInt8(0)..<200 {
            trace.note(
                .frameReceived(Frame(.fcd, [number, 1, 2], isFinal: false).octets, isIntact: number % 50 != 49), at: 5)
        }
        for time in 6...8 { trace.note(.frameReceived(end, isIntact: true), at: time) }
        trace.note(.frameReceived(Frame(.fcd, [0, 1, 2], isFinal: false).octets, isIntact: true), at: 9)
        trace.note(.carrierLost, at: 10)
        #expect(
            trace.entries == [
                CallLog.Entry(time: 6, party: .far, text: "block of 196 frames, and 4 damaged ones"),
                CallLog.Entry(time: 10, party: .far, text: "block of 1 frames"),
                CallLog.Entry(time: 10, party: .line, text: "the carrier ends"),
            ])
    }
}
