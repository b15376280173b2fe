import Configuration
import Dialling
import FaxModel
import Foundation
import T30

/// A job on its way over the line: what has been done, and what that means for what comes next.
struct FaxJob: Sendable {
    /// What is to be done.
    let task: FaxTask
    /// What has been done, as it is kept by the spool.
    private(set) var progress: FaxProgress
    /// Pages that were confirmed before the attempt that is under way.
    private(set) var firstPage: Int
    /// News of attempts that an earlier worker left open, until they are told.
    private var interruptions: [JobUpdate] = []
    /// How faxes to the number are sent.
    private let terms: DestinationTerms
    /// Whether the last call ended because a page can't be made: no other call will fare better.
    private var isUnsendable = false
    /// The fax that was fetched in the last call.
    var fetched: JobID?
    /// With what rate the next call to the number had better begin, by the last one.
    private var nextRate: Int?

    /// The job, taken over from an earlier worker where there is progress: an attempt that was under way then was
    /// interrupted.
    ///
    /// - Parameters:
    ///   - number: where it goes; `nil` for the number that it had at first.
    ///   - plan: how faxes are sent to numbers; `nil` for as line and sender want.
    ///   - group: the group of the line that sends it.
    init(
        _ task: FaxTask, progress: FaxProgress?, number: FaxNumber? = nil, by plan: DialPlan? = nil,
        over group: Lane = .default
    ) {
        var task = task
        self.progress = progress ?? FaxProgress()
        if let number {
            self.progress.turn(to: number, from: task.job.number)
            task.job.number = number
        }
        self.task = task
        terms = plan?.terms(for: task.job.number, over: group) ?? DestinationTerms()
        self.firstPage = self.progress.confirmedPages
        interruptions = self.progress.closeInterrupted().map { attempt in
            JobUpdate(
                job: task.job.id, attempt: attempt,
                event: "Call \(attempt.number) was interrupted. \(attempt.sentence ?? "")")
        }
    }

    /// Pages of the fax.
    var pageCount: Int { task.pageCount }

    /// Whether the far end has confirmed every page, of at least one; or what was to be fetched has come.
    var isSent: Bool {
        guard task.polling == nil else { return progress.attempts.last?.outcome == .sent }
        return pageCount > 0 && progress.confirmedPages >= pageCount
    }

    /// A line is about to dial.
    mutating func began(_ call: CallID, line: String, dialled: String, at time: Date) -> [JobUpdate] {
        firstPage = progress.confirmedPages
        progress.attempts.append(
            Attempt(number: progress.attempts.count + 1, call: call, began: time, line: line, dialled: dialled))
        let pages =
            task.polling != nil ? " to fetch a document" : firstPage == 0 ? "" : ", from page \(firstPage + 1) on"
        let updates = updates(.sending, event: "Line \(line) dials \(dialled)\(pages).")
        interruptions = []
        return updates
    }

    /// The far end has confirmed so many pages of the attempt under way.
    mutating func confirmed(_ count: Int) -> [JobUpdate] {
        progress.confirmedPages = firstPage + count
        if let last = progress.attempts.indices.last { progress.attempts[last].confirmedPages = count }
        return updates(nil, event: "Page \(progress.confirmedPages) of \(pageCount) was confirmed.")
    }

    /// The attempt under way has ended.
    mutating func ended(_ report: CallReport, at time: Date) {
        isUnsendable = report.ending == .pageUnavailable
        close(report, as: report.ending.outcome, report.sentence, at: time)
    }

    /// The attempt under way has ended for the sake of another fax in the same call: it is held against nobody.
    mutating func cutShort(_ report: CallReport, at time: Date) {
        close(
            report, as: .local, "The call ended with another fax to the same number. \(report.sentence)", at: time
        )
    }

    private mutating func close(_ report: CallReport, as outcome: CallOutcome, _ sentence: String, at time: Date) {
        if task.polling == nil { _ = confirmed(report.confirmedPages) }
        guard let last = progress.attempts.indices.last else { return }
        if task.polling != nil { progress.attempts[last].confirmedPages = report.confirmedReceivedPages }
        nextRate = report.nextRate
        progress.attempts[last].ended = time
        progress.attempts[last].outcome = outcome
        progress.attempts[last].sentence = sentence
        progress.attempts[last].remoteStation = report.remoteStation?.text
        progress.attempts[last].bitRate = report.parameters?.modulation.bitRate
        progress.attempts[last].errorCorrection = report.parameters?.errorCorrection
        progress.attempts[last].coding = report.parameters?.coding.rawValue
    }

    /// What comes next, after an attempt.
    enum Next: Hashable, Sendable {
        /// Nothing: every page was confirmed.
        case sent
        /// Another attempt.
        case again(Date, Failure)
        /// Nothing: it will not be tried again.
        case failed(Failure)
    }

    /// What comes next by the schedule `retry`.
    ///
    /// - Parameter chance: how the dice fell for the length of the wait, from -1 to 1.
    func next(_ retry: FaxoutSettings.Retry, now: Date, chance: Double = .random(in: -1...1)) -> Next {
        if isSent { return .sent }
        guard let last = progress.attempts.last, let outcome = last.outcome else {
            preconditionFailure("what comes next is asked after an attempt has ended")
        }
        guard !isUnsendable else {
            return .failed(Failure(EnhancedStatusCode(5, 6, 0), last.sentence ?? ""))
        }
        let failure = outcome.failure(last.sentence ?? "")
        let dials = attemptsHere.count { $0.outcome?.countsAsDial == true }
        let tries = attemptsHere.count { $0.outcome?.countsAsTry == true }
        let limits = (dials: options.dials ?? retry.dials, tries: options.tries ?? retry.tries)
        guard let wait = wait(retry, chance), !outcome.countsAsDial || (dials < limits.dials && tries < limits.tries)
        else {
            return .failed(failure.permanent)
        }
        return .again(now.addingTimeInterval(wait), failure)
    }

    /// What the last call has found of its number; `nil` when it has found nothing.
    ///
    /// A number that was not reached is let alone by all as long as after a first call that ended so, and no longer: who has not been tried
    /// yet does not pay for the many calls of somebody else.
    ///
    /// - Parameters:
    ///   - next: what comes next for this job.
    ///   - retry: the schedule.
    func finding(_ next: Next, _ retry: FaxoutSettings.Retry, now: Date) -> NumberFinding? {
        guard let last = progress.attempts.last, let outcome = last.outcome else { return nil }
        let first = (retry.delays[outcome]?.first ?? .zero) / .seconds(1)
        let longest = now.addingTimeInterval(first * (1 + Double(retry.jitter) / 100))
        let until: Date
        switch next {
        case .again(let time, _): until = min(time, longest)
        case .sent, .failed: until = now.addingTimeInterval(first)
        }
        switch outcome {
        case .busy, .noAnswer, .noCarrier: return .unavailable(until: until, reason: last.sentence ?? "")
        case .notFax: return .wrong(until: until, reason: last.sentence ?? "")
        case .sent, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped: return .answered(nextRate: nextRate)
        case .local, .interrupted: return nil
        }
    }

    /// What the sender has asked for, as far as the number's terms allow it.
    var options: FaxOptions { terms.limit(task.order.options) }

    /// Of what the sender is to be told now that the last call was in vain: of each such call, where he wants that; or once that it takes long,
    /// after enough of them. `nil` for nothing.
    var dueNotice: NotificationEvents? {
        let events = task.job.notifiedEvents(of: options)
        let calls = attemptsHere.count { $0.outcome?.countsAsDial == true }
        if events.contains(.progress) { return attemptsHere.last?.outcome?.countsAsDial == true ? .progress : nil }
        let takesLong = calls >= Self.callsUntilDelay && progress.isDelayTold != true
        return events.contains(.delay) && takesLong ? .delay : nil
    }

    /// The sender is told of that.
    mutating func told(_ notice: NotificationEvents) {
        if notice == .delay { progress.isDelayTold = true }
    }

    /// Calls in vain after which a fax takes long.
    private static let callsUntilDelay = 3

    /// What is said of the last call.
    var lastSentence: String { progress.attempts.last?.sentence ?? "" }

    /// The calls to the number that the job has now.
    private var attemptsHere: ArraySlice<Attempt> {
        progress.attempts.dropFirst(progress.attemptsElsewhere ?? 0)
    }

    /// Seconds to wait after the last call; `nil` where such calls are not made again.
    private func wait(_ retry: FaxoutSettings.Retry, _ chance: Double) -> TimeInterval? {
        guard let outcome = progress.attempts.last?.outcome, let delays = retry.delays[outcome] else { return nil }
        let alike = attemptsHere.count { $0.outcome == outcome }
        guard var delay = delays.indices.contains(alike - 1) ? delays[alike - 1] : delays.last else { return nil }
        // How long our own trouble lasts is no matter of the sender's.
        if outcome.countsAsDial, let interval = options.retryInterval { delay = .seconds(interval) }
        return delay / .seconds(1) * (1 + chance * Double(retry.jitter) / 100)
    }

    /// News of the job as it stands, after that of attempts which were found open.
    ///
    /// - Parameter ofAttempt: whether they are about the last attempt.
    func updates(
        _ state: JobState?, result: String? = nil, documents: [String: DocumentReference]? = nil, event: String,
        ofAttempt: Bool = true
    ) -> [JobUpdate] {
        let update = JobUpdate(
            job: task.job.id, state: state, number: task.job.number, pageCount: pageCount,
            confirmedPages: progress.confirmedPages,
            attempts: progress.attempts.count, result: result, documents: documents,
            attempt: ofAttempt ? progress.attempts.last : nil, event: event)
        return interruptions + [update]
    }

    /// The header line of page `index`, from 0: that of the attempt in which it was confirmed, or of the last one.
    ///
    /// - Parameter stationID: what the line of this name calls itself.
    func header(ofPage index: Int, stationID: (String) -> String) -> PageHeader {
        var confirmed = 0
        var first = 0
        var attempt = progress.attempts.last
        for candidate in attemptsHere {
            first = confirmed
            confirmed += candidate.confirmedPages
            attempt = candidate
            if index < confirmed { break }
        }
        return PageHeader(
            began: attempt?.began ?? task.order.received, sender: headerSender(stationID(attempt?.line ?? "")),
            recipient: task.job.number.digits, isContinued: first > 0)
    }

    /// Who sends, as the header line says it; `nil` where there is to be none.
    private func headerSender(_ stationID: String) -> [String]? {
        let sender = task.order.sender
        switch options.headerLine ?? .on {
        case .off: return nil
        case .text(let text): return [text]
        case .on:
            return [options.stationID ?? sender.facsimile ?? stationID, sender.company ?? sender.name ?? ""]
        }
    }

    /// What the sender is told.
    func report(_ result: JobReport.Result, sentPages: DocumentReference?, at time: Date) -> JobReport {
        var report = JobReport(
            job: task.job, order: task.order, result: result, attempts: progress.attempts, pageCount: pageCount,
            confirmedPages: progress.confirmedPages, omitted: task.omitted, sentPages: sentPages, ended: time)
        report.isPolling = task.polling == nil ? nil : true
        return report
    }
}
