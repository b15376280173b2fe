import Configuration
import FaxModel
import Foundation
import Testing

@testable import T30
@testable import faxout

@Suite("A job that the operator sends elsewhere")
struct FaxJobRedirectionTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_100)
    private let task = SampleFax.task(pageCount: 3)

    /// Makes a call of `job`.
    private func call(_ job: inout FaxJob, _ ending: CallEnding, pages: Int = 0, line: String = "line1") {
        _ = job.began(CallID(rawValue: 1), line: line, dialled: "0049", at: now)
        var report = CallReport(ending: ending)
        report.confirmedPages = pages
        job.ended(report, at: now)
    }

    /// The job after two calls to its own number, which has two pages of three now, on its way to another.
    private var redirected: FaxJob {
        var first = FaxJob(task, progress: nil)
        call(&first, .busy)
        call(&first, .lineDropped, pages: 2)
        return FaxJob(task, progress: first.progress, number: SampleFax.elsewhere)
    }

    @Test func itGoesToTheOtherNumberAndItsReportSaysSo() {
        let job = redirected
        #expect(job.task.job.number == SampleFax.elsewhere)
        #expect(job.report(.sent, sentPages: nil, at: now).job.number == SampleFax.elsewhere)
    }

    @Test func itBeginsWithItsFirstPageAndKeepsWhatWasDone() {
        var job = redirected
        #expect(job.firstPage == 0)
        #expect(job.progress.confirmedPages == 0)
        let updates = job.began(CallID(rawValue: 1), line: "line1", dialled: "00492281", at: now)
        #expect(updates.map(\.event) == ["Line line1 dials 00492281."])
        #expect(job.progress.attempts.map(\.number) == [1, 2, 3])
        _ = job.confirmed(3)
        #expect(job.isSent)
    }

    @Test func whoeverTakesItOverGoesOnAtTheOtherNumber() {
        var job = redirected
        call(&job, .lineDropped, pages: 1)
        let next = FaxJob(task, progress: job.progress, number: SampleFax.elsewhere)
        #expect(next.firstPage == 1)
        #expect(next.progress == job.progress)
    }

    @Test func aFaxThatWasSentThereIsNotSentHere() {
        var first = FaxJob(task, progress: nil)
        call(&first, .lineDropped, pages: 3)
        #expect(first.isSent)
        #expect(!FaxJob(task, progress: first.progress, number: SampleFax.elsewhere).isSent)
    }

    @Test func itsOwnNumberIsNoOtherOne() {
        var first = FaxJob(task, progress: nil)
        call(&first, .lineDropped, pages: 2)
        let job = FaxJob(task, progress: first.progress, number: task.job.number)
        #expect(job.firstPage == 2)
        #expect(job.progress == first.progress)
    }

    @Test func dialsTriesAndWaitsAreCountedAnew() throws {
        let retry = try SampleFax.settings("retry: { dials: 2, tries: 2, busy: [10s, 20s] }").retry
        var job = redirected
        call(&job, .busy)
        guard case .again(let time, _) = job.next(retry, now: now, chance: 0) else {
            Issue.record("the calls to the other number were counted")
            return
        }
        #expect(time == now + 10, "it is the first call there that was busy")
        call(&job, .lineDropped)
        guard case .failed = job.next(retry, now: now, chance: 0) else {
            Issue.record("dialled for ever")
            return
        }
    }

    @Test func headerLinesAreThoseOfTheCallsToTheOtherNumber() {
        var job = redirected
        call(&job, .lineDropped, pages: 1, line: "line3")
        call(&job, .sent, pages: 2, line: "line4")
        var task = task
        task.order.sender.facsimile = nil
        let plain = FaxJob(task, progress: job.progress, number: SampleFax.elsewhere)
        let headers = (0..<3).map { plain.header(ofPage: $0, stationID: { $0 }) }
        #expect(headers.map(\.recipient) == ["+492281", "+492281", "+492281"])
        #expect(headers.map { $0.sender?.first } == ["line3", "line4", "line4"])
        #expect(headers.map(\.isContinued) == [false, true, true])
    }

    @Test func anAttemptThatWasUnderWayIsToldAsInterruptedAndLeftBehind() {
        var first = FaxJob(task, progress: nil)
        _ = first.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        _ = first.confirmed(1)
        var job = FaxJob(task, progress: first.progress, number: SampleFax.elsewhere)
        let updates = job.began(CallID(rawValue: 1), line: "line1", dialled: "00492281", at: now)
        #expect(updates.map(\.attempt?.outcome) == [.interrupted, nil])
        #expect(job.firstPage == 0)
        #expect(!job.header(ofPage: 0, stationID: { _ in "" }).isContinued)
    }
}
