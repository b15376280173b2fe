import FaxModel
import Foundation
import Testing

@testable import faxctl

@Suite("What went over the line, as an operator reads it")
struct CallTextTests {
    private func entry(_ time: Int, _ party: CallLog.Party, _ text: String) -> CallLog.Entry {
        CallLog.Entry(time: time, party: party, text: text)
    }

    private func log(_ entries: [CallLog.Entry], omitted: Int = 0) -> CallLog {
        CallLog(
            id: CallID(rawValue: 1), line: "line-1", dialled: "0049", began: Date(timeIntervalSince1970: 1_782_907_200),
            result: "disconnectedInPage", sentence: "It hung up.", entries: entries, omitted: omitted)
    }

    @Test func itIsALadderOfSignals() {
        let text = log([
            entry(0, .line, "we dial 0049"), entry(12_340, .far, "CSI \"+49\""), entry(113_000, .ours, "DCN"),
        ]).text
        #expect(
            text == """
                call      0000000000001
                line      line-1
                dialled   0049
                began     \(LocalTime.text(Date(timeIntervalSince1970: 1_782_907_200)))
                result    disconnectedInPage: It hung up.

                     0.0      we dial 0049
                    12.3  ◀── CSI "+49"
                   113.0  ──▶ DCN
                """)
    }

    @Test func itSaysWhatIsLeftOut() {
        let text = log([entry(0, .line, "one"), entry(1, .line, "two")], omitted: 7).text
        #expect(text.hasSuffix("one\n           … 7 more …\n     0.0      two"))
    }
}
