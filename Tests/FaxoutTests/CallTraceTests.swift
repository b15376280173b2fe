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
    @Test func whatComesInSaysHowMuchItIsAndAtWhichRate() {
        var trace = CallTrace()
        trace.note(.receiveData(.v29at9600, training: .long), at: 0)
        trace.note(.dataHeard, at: 10)
        trace.note(.dataReceived([0, 0, 7] + [UInt8](repeating: 0, count: 600)), at: 11)
        trace.note(.dataReceived([UInt8](repeating: 0, count: 600) + [1]), at: 12)
        trace.note(.carrierLost, at: 20)
        trace.note(.receiveData(.v29at7200, training: .short), at: 21)
        trace.note(.dataHeard, at: 30)
        trace.note(.dataReceived([1, 2, 3]), at: 31)
        trace.note(.frameReceived(Frame(.eop).octets, isIntact: true), at: 40)
        trace.note(CopyQuality(lines: 1143, badLines: 160, longestBadRun: 20, isWhole: false), at: 41)
        trace.note(CopyQuality(lines: 1143), at: 42)
        trace.note(.receiveBlock(.v17at14400, training: .short), at: 43)
        trace.note(.dataHeard, at: 50)
        trace.note(.callDropped, at: 60)
        #expect(
            trace.entries == [
                CallLog.Entry(time: 10, party: .far, text: "TCF, zeros for 1000 ms, V.29 9600 bit/s"),
                CallLog.Entry(time: 20, party: .line, text: "the carrier ends"),
                CallLog.Entry(time: 30, party: .far, text: "data of 3 octets, V.29 7200 bit/s"),
                CallLog.Entry(time: 40, party: .far, text: "EOP"),
                CallLog.Entry(
                    time: 41, party: .line,
                    text: "a page of 1143 lines, 160 of them damaged, at most 20 in a row; its end is missing"),
                CallLog.Entry(time: 42, party: .line, text: "a page of 1143 lines"),
                CallLog.Entry(
                    time: 50, party: .far, text: "block of which no frame is intact, V.17 14400 bit/s"),
                CallLog.Entry(time: 60, party: .line, text: "the connection is lost"),
            ])
    }
}
