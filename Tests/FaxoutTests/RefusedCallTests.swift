import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxout

@Suite("A call that was not answered") struct RefusedCallTests {
    @Test("It is history: a job of no pages with the reason, and nothing to be done")
    func history() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let submission = RefusedCall(
            call: CallID(rawValue: 7), caller: CallerIdentification(number: "0228 1", dialled: "211"), line: "line-1",
            group: .default, at: now, reason: "nobody has 211"
        ).submission
        #expect(submission.tasks.isEmpty && submission.documents.isEmpty)
        let update = try #require(submission.updates.first)
        #expect(submission.updates.count == 1 && update.job.order == submission.order)
        #expect(update.state == .noFax && update.pageCount == 0 && update.recipient == "211")
        #expect(update.result == "The call was not answered: nobody has 211.")
        let attempt = try #require(update.attempt)
        #expect(attempt.outcome == .noAnswer && attempt.ended == now && attempt.call == CallID(rawValue: 7))
        #expect(attempt.dialled == "0228 1" && attempt.line == "line-1")
    }
}
