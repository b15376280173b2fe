import Configuration
import FaxModel
import Foundation
import TIFF
import Testing
import Typesetting

@testable import Pipeline
@testable import T30
@testable import faxout

@Suite("What a sender wants of calls and header lines")
struct RequestedCallTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_100)

    private func job(
        _ endings: CallEnding..., change: (inout FaxOptions) -> Void = { _ in }
    ) -> FaxJob {
        var task = SampleFax.task(pageCount: 3)
        change(&task.order.options)
        var job = FaxJob(task, progress: nil)
        for ending in endings {
            _ = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
            job.ended(CallReport(ending: ending), at: now)
        }
        return job
    }

    private func wait(_ job: FaxJob, _ retry: FaxoutSettings.Retry) -> TimeInterval? {
        guard case .again(let time, _) = job.next(retry, now: now, chance: 0) else { return nil }
        return time.timeIntervalSince(now)
    }

    // MARK: Tries

    @Test func dialsAreAsManyAsTheSenderWants() throws {
        let retry = try SampleFax.settings("retry: { dials: 2 }").retry
        #expect(wait(job(.busy) { $0.dials = 1 }, retry) == nil)
        #expect(wait(job(.busy, .busy), retry) == nil)
        #expect(wait(job(.busy, .busy) { $0.dials = 3 }, retry) != nil)
    }

    @Test func triesAreAsManyAsTheSenderWants() throws {
        let retry = try SampleFax.settings("retry: { tries: 2 }").retry
        #expect(wait(job(.lineDropped) { $0.tries = 1 }, retry) == nil)
        #expect(wait(job(.lineDropped, .lineDropped), retry) == nil)
        #expect(wait(job(.lineDropped, .lineDropped) { $0.tries = 3 }, retry) != nil)
        #expect(wait(job(.busy) { $0.tries = 1 }, retry) != nil, "no machine has answered")
    }

    @Test func theWaitIsTheSendersWhereThereIsOneAtAll() throws {
        let retry = try SampleFax.settings("retry: { busy: [10s], local: [7s] }").retry
        #expect(wait(job(.busy) { $0.retryInterval = 300 }, retry) == 300)
        #expect(wait(job(.busy), retry) == 10)
        #expect(wait(job(.noDialtone) { $0.retryInterval = 300 }, retry) == 7, "our own trouble is our own")
        #expect(wait(job(.noCommonModulation) { $0.retryInterval = 300 }, retry) == nil)
    }

    // MARK: Terms

    private func policy(_ change: (inout FaxOptions) -> Void) -> SendingPolicy {
        var options = FaxOptions()
        change(&options)
        var policy = SendingPolicy(stationID: StationID("line"), codings: [.mh, .mmr])
        CallTerms(options).limit(&policy)
        return policy
    }

    @Test func aLineDoesNoMoreThanTheSenderAndTheOperatorAllow() {
        #expect(policy { _ in } == SendingPolicy(stationID: StationID("line"), codings: [.mh, .mmr]))
        #expect(policy { $0.coding = .mr }.codings == [.mh])
        #expect(policy { $0.coding = .mmr }.codings == [.mh, .mmr])
        #expect(!policy { $0.errorCorrection = false }.errorCorrection)
        #expect(policy { $0.maximumRate = 7200 }.modulations.map(\.bitRate).max() == 7200)
        #expect(policy { $0.stationID = "+49 228" }.stationID == StationID("+49 228"))
        var options = FaxOptions()
        options.errorCorrection = true
        var without = SendingPolicy(errorCorrection: false)
        CallTerms(options).limit(&without)
        #expect(!without.errorCorrection)
    }

    @Test func faxesOfDifferentPasswordsGoInDifferentCalls() {
        let terms = CallTerms(FaxOptions(), password: "4711")
        #expect(terms.password == StationID("4711"))
        #expect(terms != CallTerms(FaxOptions()) && terms != CallTerms(FaxOptions(), password: "4712"))
        var options = FaxOptions()
        options.password = StoredSecret(stored: "sealed:AAAA")
        #expect(terms == CallTerms(options, password: "4711"), "however it was sealed")
    }

    // MARK: Header lines

    private func header(_ change: (inout FaxOptions) -> Void) -> PageHeader {
        var job = job(change: change)
        _ = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
        return job.header(ofPage: 0) { "of \($0)" }
    }

    @Test func theHeaderLineSaysWhatTheSenderWants() {
        #expect(header { _ in }.sender == ["+49 228 1", "Example Ltd"])
        #expect(header { $0.headerLine = .on }.sender == ["+49 228 1", "Example Ltd"])
        #expect(header { $0.stationID = "+49 30 7" }.sender == ["+49 30 7", "Example Ltd"])
        #expect(header { $0.headerLine = .text("Kai") }.sender == ["Kai"])
        #expect(header { $0.headerLine = .text("Kai") }.left.hasSuffix("   Kai"))
        #expect(header { $0.headerLine = .off }.isHidden)
    }

    @Test func withoutAHeaderLineThePageIsAsItWas() throws {
        let page = SampleFax.page()
        let pages = try FaxPages([SampleFax.file([page])], typesetter: Typesetter())
        #expect(try pages.page(0, header: header { $0.headerLine = .off }) == page)
        #expect(try pages.page(0, header: header { _ in }) != page)
    }

    // MARK: Delay

    @Test func whoWantsToKnowIsToldOnceThatItTakesLong() {
        let wanted: (inout FaxOptions) -> Void = { $0.notification = NotificationRequest(events: [.delay]) }
        #expect(job(.busy, .busy, change: wanted).dueNotice == nil)
        #expect(job(.busy, .busy, .noDialtone, change: wanted).dueNotice == nil, "our own trouble is no call")
        #expect(job(.busy, .busy, .busy).dueNotice == nil)
        var job = job(.busy, .busy, .busy, change: wanted)
        #expect(job.dueNotice == .delay)
        job.told(.delay)
        #expect(FaxJob(job.task, progress: job.progress).dueNotice == nil)
    }

    @Test func whoWantsToKnowOfProgressIsToldOfEachCallInVainAndNotOfADelayBesides() {
        let wanted: (inout FaxOptions) -> Void = { $0.notification = NotificationRequest(events: [.progress, .delay]) }
        #expect(job(.busy, change: wanted).dueNotice == .progress)
        #expect(job(.busy, .noDialtone, change: wanted).dueNotice == nil, "our own trouble is no call")
        var job = job(.busy, .busy, .busy, change: wanted)
        job.told(.progress)
        #expect(FaxJob(job.task, progress: job.progress).dueNotice == .progress)
    }
}
