import Configuration
import FaxModel
import Foundation
import Testing

@testable import T30
@testable import faxout

@Suite("When a job is tried again, and what its calls have found of the number")
struct FaxJobScheduleTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_100)

    private func job(_ endings: CallEnding..., pages: Int = 0) -> FaxJob {
        var job = FaxJob(SampleFax.task(pageCount: 3), progress: nil)
        for ending in endings {
            _ = job.began(CallID(rawValue: 1), line: "line1", dialled: "0049", at: now)
            var report = CallReport(ending: ending)
            report.confirmedPages = pages
            job.ended(report, at: now)
        }
        return job
    }

    private func isTriedAgain(_ job: FaxJob, _ retry: FaxoutSettings.Retry) -> Bool {
        if case .again = job.next(retry, now: now) { true } else { false }
    }

    // MARK: Dials and tries

    @Test func aNumberThatNobodyAnswersIsDialledAsOftenAsDialsSay() throws {
        let retry = try SampleFax.settings("retry: { dials: 4, tries: 2 }").retry
        #expect(
            isTriedAgain(job(.busy, .noAnswer, .voiceAnswered), retry), "no fax machine has answered: no try is used")
        #expect(!isTriedAgain(job(.busy, .noAnswer, .voiceAnswered, .busy), retry))
    }

    @Test func aMachineThatDoesNotGetThePagesIsTriedAsOftenAsTriesSay() throws {
        let retry = try SampleFax.settings("retry: { dials: 9, tries: 2 }").retry
        #expect(isTriedAgain(job(.lineDropped, .busy, .busy), retry))
        #expect(!isTriedAgain(job(.lineDropped, .busy, .trainingFailed), retry))
    }

    @Test func aTryIsADialToo() throws {
        let retry = try SampleFax.settings("retry: { dials: 2, tries: 9 }").retry
        #expect(isTriedAgain(job(.lineDropped), retry))
        #expect(!isTriedAgain(job(.lineDropped, .lineDropped), retry))
    }

    @Test func everyTryIsADialAndOurOwnTroubleIsNeither() {
        for outcome in CallOutcome.allCases where outcome.countsAsTry { #expect(outcome.countsAsDial, "\(outcome)") }
        #expect(CallOutcome.allCases.filter { !$0.countsAsDial } == [.local, .interrupted])
        #expect(
            CallOutcome.allCases.filter(\.countsAsTry) == [
                .sent, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped,
            ])
    }

    // MARK: Jitter

    @Test(arguments: [(0, 100.0, 100.0), (10, 90, 110), (50, 50, 150)])
    func theWaitIsLongerOrShorterByNoMoreThanTheJitter(jitter: Int, shortest: Double, longest: Double) throws {
        let retry = try SampleFax.settings("retry: { busy: [100s], jitter: \(jitter) }").retry
        func wait(_ chance: Double?) throws -> TimeInterval {
            let job = job(.busy)
            let next = chance.map { job.next(retry, now: now, chance: $0) } ?? job.next(retry, now: now)
            guard case .again(let time, _) = next else { throw CancellationError() }
            return time.timeIntervalSince(now)
        }
        #expect(abs(try wait(-1) - shortest) < 0.001)
        #expect(try wait(0) == 100)
        #expect(abs(try wait(1) - longest) < 0.001)
        let waits = try (0..<200).map { _ in try wait(nil) }
        #expect(waits.allSatisfy { (shortest - 0.001...longest + 0.001).contains($0) })
        #expect(Set(waits).count == 1 || jitter > 0)
        #expect(Set(waits).count > 100 || jitter == 0, "the dice fall anew for every call")
    }

    // MARK: Findings

    private func finding(_ job: FaxJob, _ retry: FaxoutSettings.Retry) -> NumberFinding? {
        job.finding(job.next(retry, now: now, chance: 0), retry, now: now)
    }

    @Test(arguments: [
        (CallEnding.busy, "busy", "The number was busy."), (.noAnswer, "no-answer", "Nobody answered the call."),
    ])
    func aNumberThatIsNotReachedIsLetAloneUntilTheJobIsTriedAgain(
        ending: CallEnding, key: String, reason: String
    ) throws {
        let retry = try SampleFax.settings("retry: { \(key): [77s, 99s] }").retry
        #expect(finding(job(ending), retry) == .unavailable(until: now + 77, reason: ending.sentence))
        #expect(ending.sentence == reason)
    }

    @Test(
        "The number is let alone no longer than after a first such call, however long the job waits, or whether it is tried again"
    )
    func othersDoNotWaitForTheJob() throws {
        var retry = try SampleFax.settings("retry: { busy: [77s, 990s], jitter: 0 }").retry
        let rest = NumberFinding.unavailable(until: now + 77, reason: CallEnding.busy.sentence)
        #expect(finding(job(.busy, .busy), retry) == rest)
        retry.dials = 1
        #expect(finding(job(.busy), retry) == rest)
    }

    @Test func whatIsNoFaxMachineIsAWrongNumber() throws {
        let retry = try SampleFax.settings("retry: { no-fax: [77s] }").retry
        #expect(
            finding(job(.voiceAnswered), retry)
                == .wrong(until: now + 77, reason: CallEnding.voiceAnswered.sentence))
    }

    @Test(arguments: [CallEnding.lineDropped, .trainingFailed, .pageRejected, .noCommonModulation])
    func aFaxMachineHasAnsweredWhateverBecameOfThePages(_ ending: CallEnding) throws {
        #expect(finding(job(ending), try SampleFax.settings().retry) == .answered(nextRate: nil))
    }

    @Test func aFaxThatWasSentHasFoundAFaxMachine() throws {
        #expect(finding(job(.sent, pages: 3), try SampleFax.settings().retry) == .answered(nextRate: nil))
    }

    @Test(arguments: [CallEnding.noDialtone, .cancelled])
    func ourOwnTroubleFindsNothing(_ ending: CallEnding) throws {
        #expect(finding(job(ending), try SampleFax.settings().retry) == nil)
    }

    @Test func withoutACallNothingIsFound() throws {
        let retry = try SampleFax.settings().retry
        #expect(job().finding(.sent, retry, now: now) == nil)
    }
}
