import FaxModel
import Foundation
import Pipeline

/// A task that the spool has ended, whatever stage it waited for: its jobs have ended, and each is to be told.
struct EndedTask {
    /// Why it has ended, and the stage whose payload and checkpoint it has.
    let ending: Ending
    /// The task.
    let lease: Lease
    /// How senders are told of whose mail nobody has read; `nil` for the usual.
    var notification: NotificationRequest?

    /// What becomes of it: the history is told, and a notification follows for each job.
    ///
    /// - Throws: `CorruptPayload` when the task can't be read.
    func completion(at time: Date) throws -> Completion {
        switch ending.stage {
        case .enrich where isReceived:
            return end(of: try lease.payload(as: ReceivedFax.self))
        case .enrich:
            var order = Order(envelope: try lease.payload(as: ReceivedMail.self))
            order.options.notification = notification
            return failure(of: order, at: time)
        case .render where isRouted:
            return end(of: try lease.payload(as: RoutedFax.self).fax)
        case .render:
            return failure(of: try lease.payload(as: Order.self), at: time)
        case .faxout:
            var task = try lease.payload(as: FaxTask.self)
            var progress = try lease.checkpoint(as: FaxProgress.self) ?? FaxProgress()
            // What another machine has confirmed does not count.
            let number = lease.task.destination ?? progress.number ?? task.job.number
            progress.turn(to: number, from: task.job.number)
            task.job.number = number
            return end(of: task, progress, at: time)
        case .deliver:
            if let mail = try? lease.payload(as: PostmasterMail.self) {
                return mail.ended(JobState(endedBy: ending.cause), ending.failure.sentence)
            }
            throw CorruptPayload(description: "a notification can't be ended")
        }
    }

    /// Whether it is about a fax that was received. (It is in another lane now than it was.)
    private var isReceived: Bool { (try? lease.payload(as: ReceivedFax.self)) != nil }

    /// The same, where its recipients were found already.
    private var isRouted: Bool { (try? lease.payload(as: RoutedFax.self)) != nil }

    /// A fax that was received and that the operator does not want: nobody is told, and its pages stay in the history.
    private func end(of fax: ReceivedFax) -> Completion {
        var completion = Completion(.done)
        completion.updates = [
            JobUpdate(
                job: fax.job, state: JobState(endedBy: ending.cause), result: ending.failure.sentence,
                event: ending.failure.sentence)
        ]
        return completion
    }

    private func failure(of order: Order, at time: Date) -> Completion {
        .failure(of: order, ending.failure, because: ending.cause, at: time)
    }

    /// A fax whose last page was confirmed is sent all the same: only word of it was missing.
    private func end(of task: FaxTask, _ progress: FaxProgress, at time: Date) -> Completion {
        var progress = progress
        let interrupted = progress.closeInterrupted()
        let isSent = task.pageCount > 0 && progress.confirmedPages >= task.pageCount
        let sentence = isSent ? "Every page was confirmed by the far end." : ending.failure.sentence
        var completion = Completion(.done)
        completion.updates = interrupted.map { attempt in
            JobUpdate(
                job: task.job.id, attempt: attempt,
                event: "Call \(attempt.number) was interrupted. \(attempt.sentence ?? "")")
        }
        completion.updates.append(
            JobUpdate(
                job: task.job.id, state: isSent ? .sent : JobState(endedBy: ending.cause), pageCount: task.pageCount,
                confirmedPages: progress.confirmedPages, attempts: progress.attempts.count, result: sentence,
                event: sentence))
        var report = JobReport(
            job: task.job, order: task.order,
            result: isSent ? .sent : JobReport.Result(ending.failure, because: ending.cause),
            attempts: progress.attempts, pageCount: task.pageCount, confirmedPages: progress.confirmedPages,
            omitted: task.omitted, ended: time)
        report.isPolling = task.polling == nil ? nil : true
        completion.tell(report)
        return completion
    }
}
