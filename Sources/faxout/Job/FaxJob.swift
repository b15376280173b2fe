import Configuration
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
    /// Whether the last call ended because a page can't be made: no other call will fare better.
    private var isUnsendable = false

    /// The job, taken over from an earlier worker where there is progress: an attempt that was under way then was
    /// interrupted.
    init(_ task: FaxTask, progress: FaxProgress?) {
        self.task = task
        self.progress = progress ?? FaxProgress()
        self.firstPage = self.progress.confirmedPages
        for index in self.progress.attempts.indices where self.progress.attempts[index].outcome == nil {
            let sentence =
                "The program that made the call was stopped before its end was known; the first page without "
                + "confirmation is next."
            self.progress.attempts[index].outcome = .interrupted
            self.progress.attempts[index].sentence = sentence
            interruptions.append(
                JobUpdate(
                    job: task.job.id, attempt: self.progress.attempts[index],
                    event: "Call \(index + 1) was interrupted. \(sentence)"))
        }
    }

    /// Pages of the fax.
    var pageCount: Int { task.pageCount }

    /// Whether the far end has confirmed every page, of at least one.
    var isSent: Bool { pageCount > 0 && progress.confirmedPages >= pageCount }

    /// A line is about to dial.
    mutating func began(line: String, dialled: String, at time: Date) -> [JobUpdate] {
        firstPage = progress.confirmedPages
        progress.attempts.append(
            Attempt(number: progress.attempts.count + 1, began: time, line: line, dialled: dialled))
        let pages = firstPage == 0 ? "" : ", from page \(firstPage + 1) on"
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
        _ = confirmed(report.confirmedPages)
        isUnsendable = report.ending == .pageUnavailable
        guard let last = progress.attempts.indices.last else { return }
        progress.attempts[last].ended = time
        progress.attempts[last].outcome = report.ending.outcome
        progress.attempts[last].sentence = [report.ending.sentence, report.detail].compactMap { $0 }.joined(
            separator: " ")
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
    func next(_ retry: FaxoutSettings.Retry, now: Date) -> Next {
        if isSent { return .sent }
        guard let last = progress.attempts.last, let outcome = last.outcome else {
            preconditionFailure("what comes next is asked after an attempt has ended")
        }
        guard !isUnsendable else {
            return .failed(Failure(EnhancedStatusCode(5, 6, 0), last.sentence ?? ""))
        }
        let counted = progress.attempts.filter { $0.outcome?.countsAgainstJob == true }
        let alike = progress.attempts.filter { $0.outcome == outcome }.count
        let delays = retry.delays[outcome] ?? []
        let failure = outcome.failure(last.sentence ?? "")
        guard let delay = delays.indices.contains(alike - 1) ? delays[alike - 1] : delays.last,
            !outcome.countsAgainstJob || counted.count < retry.calls
        else {
            return .failed(failure.permanent)
        }
        return .again(now.addingTimeInterval(delay / .seconds(1)), failure)
    }

    /// News of the job as it stands, after that of attempts which were found open.
    func updates(
        _ state: JobState?, result: String? = nil, documents: [String: DocumentReference]? = nil, event: String
    ) -> [JobUpdate] {
        let update = JobUpdate(
            job: task.job.id, state: state, pageCount: pageCount, confirmedPages: progress.confirmedPages,
            attempts: progress.attempts.count, result: result, documents: documents, attempt: progress.attempts.last,
            event: event)
        return interruptions + [update]
    }

    /// The header line of page `index`, from 0: that of the attempt in which it was confirmed, or of the last one.
    ///
    /// - Parameter stationID: what the line of this name calls itself.
    func header(ofPage index: Int, stationID: (String) -> String) -> PageHeader {
        var confirmed = 0
        var first = 0
        var attempt = progress.attempts.last
        for candidate in progress.attempts {
            first = confirmed
            confirmed += candidate.confirmedPages
            attempt = candidate
            if index < confirmed { break }
        }
        let sender = task.order.sender
        return PageHeader(
            began: attempt?.began ?? task.order.received,
            senderNumber: sender.facsimile ?? stationID(attempt?.line ?? ""),
            senderName: sender.company ?? sender.name ?? "", recipient: task.job.number.digits, isContinued: first > 0)
    }

    /// What the sender is told.
    func report(_ result: JobReport.Result, sentPages: DocumentReference?, at time: Date) -> JobReport {
        JobReport(
            job: task.job, order: task.order, result: result, attempts: progress.attempts, pageCount: pageCount,
            confirmedPages: progress.confirmedPages, omitted: task.omitted, sentPages: sentPages, ended: time)
    }
}
