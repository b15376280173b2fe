import Configuration
import FaxModel
import Foundation
import Pipeline
import T30
import TIFF

/// What becomes of a task, and what the history and the sender are told.
extension FaxoutHandler {
    /// What an ended call means for the task.
    func completion(of result: SharedCall.Result, _ fax: OutgoingFax) async -> Completion {
        let job = result.job
        let next = job.next(settings.retry, now: result.ended, chance: result.chance)
        var completion: Completion
        switch next {
        case .sent where job.task.polling != nil:
            completion = fetched(job)
        case .sent:
            completion = await sent(job, fax.pages)
        case .again(let time, let failure):
            completion = handedBack(result, fax) ?? again(job, at: time, failure)
        case .failed(let failure):
            completion = handedBack(result, fax) ?? failed(job, failure)
        }
        guard let log = result.log else { return completion }
        completion.finding = job.finding(next, settings.retry, now: result.ended)
        if settings.keepCalls.keeps(log), let last = completion.updates.indices.last {
            completion.updates[last].call = log
        }
        return completion
    }

    /// The job goes back with what has been done, where the operator wants it, or the call ended for another fax's sake.
    private func handedBack(_ result: SharedCall.Result, _ fax: OutgoingFax) -> Completion? {
        guard result.isCutShort || fax.lease.isUnwanted else { return nil }
        let job = result.job
        let reason = result.isCutShort ? "" : "The call has ended, as the operator wants. "
        var completion = Completion(.released)
        completion.setCheckpoint(job.progress)
        completion.updates = job.updates(.waiting, result: job.lastSentence, event: reason + job.lastSentence)
        return completion
    }

    /// The job waits for another attempt.
    private func again(_ job: FaxJob, at time: Date, _ failure: Failure) -> Completion {
        var job = job
        var completion = Completion(.retry(at: time, failure))
        if let notice = job.dueNotice {
            job.told(notice)
            var report = job.report(.delayed(failure), sentPages: nil, at: Date())
            report.isProgress = notice == .progress ? true : nil
            completion.tell(report)
        }
        completion.setCheckpoint(job.progress)
        completion.updates = job.updates(
            .waiting, result: failure.sentence,
            event: "\(job.lastSentence) It will be tried again at \(time.formatted(.iso8601)).")
        return completion
    }

    /// No line could be used: the job waits until one may be, and no attempt is counted.
    func unready(_ job: FaxJob, until: ContinuousClock.Instant, _ reason: String) -> Completion {
        let time = Date().addingTimeInterval((until - .now) / .seconds(1))
        var completion = Completion(.retry(at: time, Failure(EnhancedStatusCode(4, 3, 0), reason)))
        completion.setCheckpoint(job.progress)
        completion.updates = job.updates(.waiting, result: reason, event: reason, ofAttempt: false)
        return completion
    }

    /// What was to be fetched has come, and goes on by itself.
    private func fetched(_ job: FaxJob) -> Completion {
        var completion = Completion(.done)
        let pages = (job.progress.attempts.last?.confirmedPages ?? 0).counting("page")
        let fax = job.fetched.map { ": it is \($0)" } ?? ""
        completion.updates = job.updates(
            .received, result: job.lastSentence, event: "A fax of \(pages) was fetched\(fax).")
        return completion
    }

    /// The job is sent. Its copy is made from `pages`, if that can be.
    func sent(_ job: FaxJob, _ pages: FaxPages) async -> Completion {
        do {
            let copy = try await OwnThread.run(named: "copy") { [stationID = stationID(ofLine:)] in
                try PageWork.copy { () throws(TIFFError) in
                    try pages.file { job.header(ofPage: $0, stationID: stationID) }
                }
            }
            return sent(job, copy: .success(copy))
        } catch {
            return sent(job, copy: .failure(unreadable(job, "\(error)")))
        }
    }

    private func sent(_ job: FaxJob, copy: Result<[UInt8], Failure>) -> Completion {
        var completion = Completion(.done)
        var event = "All \(job.pageCount) pages were confirmed."
        var document: DocumentReference?
        switch copy {
        case .success(let file): document = completion.add(file, mediaType: "image/tiff")
        case .failure(let failure): event += " No copy of the pages as sent is kept. \(failure.sentence)"
        }
        completion.updates = job.updates(
            .sent, result: CallEnding.sent.sentence, documents: document.map { ["sent": $0] }, event: event)
        completion.tell(job.report(.sent, sentPages: document, at: Date()))
        return completion
    }

    /// The job will not be tried again. Where every page was confirmed it is sent all the same, whatever went wrong after
    /// that: only the copy of its pages is missing.
    func failed(_ job: FaxJob, _ failure: Failure) -> Completion {
        guard !job.isSent else {
            return job.task.polling == nil ? sent(job, copy: .failure(failure)) : fetched(job)
        }
        var completion = Completion(.done)
        completion.updates = job.updates(.failed, result: failure.sentence, event: failure.sentence)
        completion.tell(job.report(.failed(failure), sentPages: nil, at: Date()))
        return completion
    }

    /// The failure of a job whose pages are no use, for a reason with or without a full stop.
    func unreadable(_ job: FaxJob, _ reason: String) -> Failure {
        let end = reason.hasSuffix(".") ? "" : "."
        return Failure(
            EnhancedStatusCode(5, 6, 0),
            "The pages of the fax to \(job.task.job.number) can't be read: \(reason)\(end)")
    }
}

extension FaxoutSettings.KeepCalls {
    /// Whether the log of this call is kept.
    func keeps(_ log: CallLog) -> Bool {
        switch self {
        case .all: true
        case .failed: ![CallEnding.sent, .received].map(\.rawValue).contains(log.result)
        case .none: false
        }
    }
}
