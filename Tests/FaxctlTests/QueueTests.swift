import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxctl

@Suite struct QueueTests {
    private let report: QueueReport = {
        var waiting = QueueReport.Depth(stage: .faxout, lane: Lane(rawValue: "berlin"))
        waiting.ready = 12
        waiting.delayed = 3
        waiting.leased = 2
        waiting.blocked = 4
        waiting.held = 5
        waiting.isPaused = true
        waiting.waitingSince = Date(timeIntervalSinceNow: -86_400 * 10 - 60)
        var aside = QueueReport.Depth(stage: .faxout, lane: .default)
        aside.ready = 1
        aside.failed = 4
        aside.corrupt = 1
        return QueueReport(depths: [
            QueueReport.Depth(stage: .enrich, lane: .default), waiting, aside,
            QueueReport.Depth(stage: .deliver, lane: .default),
        ])
    }()

    @Test func aLineAStageAndLane() {
        #expect(
            report.table.text == """
                stage    lane     ready  delayed  blocked  held  leased  set-aside  waiting
                enrich   default      0        0        0     0       0          0  -
                faxout   berlin      12        3        4     5       2          0  10d      paused
                faxout   default      1        0        0     0       0          5  -
                deliver  default      0        0        0     0       0          0  -
                """)
    }

    @Test func whereNobodyWorksAndThatMailIsRefusedIsSaid() {
        var lonely = QueueReport.Depth(stage: .faxout, lane: Lane(rawValue: "nope"))
        lonely.ready = 1
        lonely.isUnserved = true
        var paused = lonely
        paused.isPaused = true
        let limit = IntakeLimit(key: .minimumFreeDisk, limit: 512 << 20, current: 100 << 20)
        #expect(
            QueueReport(depths: [lonely, paused], pauses: ["faxout/nope"], limits: [limit]).text == """
                stage   lane  ready  delayed  blocked  held  leased  set-aside  waiting
                faxout  nope      1        0        0     0       0          0  -        no worker
                faxout  nope      1        0        0     0       0          0  -        paused, no worker

                paused: faxout/nope

                new mail is refused (452): 100 MiB of the spool's disk free, spool.minimum-free-disk is 512 MiB
                """)
    }

    @Test func theSummaryAddsLanesUpAndNamesEveryStage() {
        #expect(
            report.summary == "enrich 0 waiting, 0 at work | render 0 waiting, 0 at work"
                + " | faxout 25 waiting, 2 at work, 5 set aside | deliver 0 waiting, 0 at work")
    }
}
