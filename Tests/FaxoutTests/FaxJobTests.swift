import Configuration
import FaxModel
import Foundation
import Testing

@testable import T30
@testable import faxout

@Suite("A job on its way over the line")
struct FaxJobTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_100)

    private func report(_ ending: CallEnding, pages: Int = 0) -> CallReport {
        var report = CallReport(ending: ending)
        report.confirmedPages = pages
        return report
    }

    private func job(_ endings: [(CallEnding, Int)], pageCount: Int = 3) -> FaxJob {
        var job = FaxJob(SampleFax.task(pageCount: pageCount), progress: nil)
        for (ending, pages) in endings {
            _ = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
            job.ended(report(ending, pages: pages), at: now)
        }
        return job
    }

    @Test func anAttemptIsOpenWhileTheLineDials() {
        var job = FaxJob(SampleFax.task(pageCount: 3), progress: nil)
        let updates = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        #expect(updates.map(\.state) == [.sending])
        #expect(job.progress.attempts.map(\.number) == [1])
        #expect(job.progress.attempts[0].outcome == nil)
    }

    @Test func aDocumentIsFetchedWhenACallHasBroughtIt() throws {
        let retry = try SampleFax.settings("retry: {no-answer: [100s]}").retry
        let task = SampleFax.task(pageCount: 1)
        var job = FaxJob(FaxTask(job: task.job, order: task.order, polling: PollingOrder()), progress: nil)
        let updates = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        #expect(updates.last?.event == "Line line1 dials 0049 to fetch a document.")
        job.ended(report(.nothingToPoll), at: now)
        #expect(!job.isSent)
        guard case .again = job.next(retry, now: now) else {
            Issue.record("a machine without a document is not asked again")
            return
        }
        _ = job.began(CallID(rawValue: 2), line: "line1", dialled: "0049", at: now)
        #expect(!job.isSent)
        job.ended(report(.received), at: now)
        #expect(job.isSent && job.next(retry, now: now) == .sent)
        #expect(job.report(.sent, sentPages: nil, at: now).isPolling == true)
    }

    @Test func aJobThatIsTakenOverGoesOnWithTheFirstUnconfirmedPage() {
        var earlier = FaxJob(SampleFax.task(pageCount: 3), progress: nil)
        _ = earlier.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        _ = earlier.confirmed(1)
        var job = FaxJob(earlier.task, progress: earlier.progress)
        #expect(job.progress.attempts[0].outcome == .interrupted)
        #expect(job.firstPage == 1)
        _ = job.began(CallID(rawValue: 1), line: "line2", dialled: "0049", at: now)
        _ = job.confirmed(2)
        #expect(job.isSent)
        #expect(job.progress.attempts.map(\.confirmedPages) == [1, 2])
        #expect(job.header(ofPage: 0, stationID: { _ in "" }).isContinued == false)
        #expect(job.header(ofPage: 1, stationID: { _ in "" }).isContinued)
    }

    @Test func anAttemptThatIsFoundOpenIsToldAsInterruptedOnce() throws {
        var earlier = FaxJob(SampleFax.task(pageCount: 3), progress: nil)
        _ = earlier.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        var job = FaxJob(earlier.task, progress: earlier.progress)
        #expect(job.updates(.waiting, event: "x").first?.attempt?.outcome == .interrupted)
        let updates = job.began(CallID(rawValue: 1), line: "line2", dialled: "0049", at: now)
        #expect(updates.map(\.attempt?.number) == [1, 2])
        #expect(updates[0].attempt?.outcome == .interrupted)
        #expect(updates[0].event?.hasPrefix("Call 1 was interrupted.") == true)
        #expect(job.confirmed(1).map(\.attempt?.number) == [2])
    }

    @Test func aJobWithoutPagesIsNeverSent() {
        #expect(!FaxJob(SampleFax.task(pageCount: 0), progress: nil).isSent)
    }

    @Test func aJobWhosePagesAreAllConfirmedIsSentWhateverBecameOfTheCall() throws {
        let settings = try SampleFax.settings()
        #expect(job([(.lineDropped, 3)]).next(settings.retry, now: now) == .sent)
    }

    @Test func theWaitDependsOnHowTheCallEnded() throws {
        let retry = try SampleFax.settings("retry: { busy: [1m, 2m], dropped: [10s] }").retry
        func wait(_ endings: CallEnding...) -> TimeInterval? {
            let next = job(endings.map { ($0, 0) }).next(retry, now: now, chance: 0)
            guard case .again(let time, _) = next else { return nil }
            return time.timeIntervalSince(now)
        }
        #expect(wait(.busy) == 60)
        #expect(wait(.busy, .busy) == 120)
        #expect(wait(.busy, .busy, .busy) == 120)
        #expect(wait(.busy, .lineDropped) == 10)
    }

    @Test func aJobFailsAfterItsLastCall() throws {
        let retry = try SampleFax.settings("retry: { dials: 2 }").retry
        guard case .failed(let failure) = job([(.busy, 0), (.noAnswer, 0)]).next(retry, now: now) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.status.description == "5.4.1")
        #expect(failure.sentence == "Nobody answered the call.")
    }

    @Test func ourOwnTroubleIsNotCounted() throws {
        let retry = try SampleFax.settings("retry: { dials: 1, tries: 1 }").retry
        let trouble = [(CallEnding, Int)](repeating: (.noDialtone, 0), count: 20)
        guard case .again = job(trouble).next(retry, now: now) else {
            Issue.record("failed for our trouble")
            return
        }
    }

    @Test func aModemThatFailsInEveryCallComesToAnEnd() throws {
        let retry = try SampleFax.settings("retry: { tries: 2 }").retry
        guard case .again = job([(.modemFailed, 0)]).next(retry, now: now),
            case .failed = job([(.modemFailed, 0), (.modemFailed, 0)]).next(retry, now: now)
        else {
            Issue.record("dialled for ever")
            return
        }
    }

    @Test func aPageThatCannotBeMadeFailsTheJobAtOnce() throws {
        var job = job([])
        _ = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        var report = report(.pageUnavailable)
        report.detail = "Page 1 can't be read."
        job.ended(report, at: now)
        guard case .failed(let failure) = job.next(try SampleFax.settings().retry, now: now) else {
            Issue.record("tried again")
            return
        }
        #expect(failure.status.description == "5.6.0")
        #expect(failure.sentence == "A page could not be prepared for sending. Page 1 can't be read.")
    }

    @Test func aMachineThatCannotReceiveAtTheMomentIsTriedAgain() throws {
        guard case .again = job([(.receiverUnavailable, 0)]).next(try SampleFax.settings().retry, now: now) else {
            Issue.record("not tried again")
            return
        }
    }

    @Test("A number that our modem refuses to dial is not dialled for ever: such calls count")
    func refusedNumber() {
        #expect(CallEnding.dialRefused.outcome == .noCarrier)
        #expect(CallEnding.dialRefused.outcome.countsAsDial)
    }

    @Test func whatCannotWorkIsNotTriedAgain() throws {
        let retry = try SampleFax.settings().retry
        guard case .failed(let failure) = job([(.noCommonModulation, 0)]).next(retry, now: now) else {
            Issue.record("tried again")
            return
        }
        #expect(failure.status.severity == 5)
    }

    @Test func everyOutcomeHasATransientFailure() {
        for outcome in CallOutcome.allCases where outcome != .sent {
            #expect(outcome.failure("x").status.severity == 4)
        }
    }
}
