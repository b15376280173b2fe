import FaxModel
import Foundation
import Pipeline

// News of a fax that is still tried is worth something as long as there is no other. It ends when the fax has, when a later call was in vain,
// and when it is old; and a result does not overtake it: that waits until nobody has the news in hand. Whoever begins to tell news has asked
// the spool before whether the fax has ended, and whoever begins to tell a result, whether news is in hand: one of the two sees the other.

extension DeliverHandler {
    /// How long news is tried, from the call on of which it tells.
    static let newsLife: TimeInterval = 3600

    /// Why nobody is told of news any more, as a sentence; `nil` for a result, and for news that is still some.
    ///
    /// - Parameter history: what the spool knows of a job now; `nil` for nothing.
    /// - Throws: `SpoolError` when the spool does not answer.
    func reasonNotToTell(
        _ report: JobReport, now: Date, _ history: (JobID) async throws -> JobHistory?
    ) async throws -> String? {
        guard !report.hasEnded else { return nil }
        let words = "Nobody is told of the \(report.event.words) any more:"
        guard now.timeIntervalSince(report.ended) <= Self.newsLife else {
            return "\(words) it could not be told for an hour."
        }
        guard let job = try await history(report.job.id) else { return nil }
        if job.job.state.hasEnded { return "\(words) the fax has ended." }
        let isOvertaken = Self.calls(job.attempts) > Self.calls(report.attempts)
        return report.isProgress == true && isOvertaken
            ? "\(words) there was another call." : nil
    }

    /// Calls of which news is told.
    private static func calls(_ attempts: [Attempt]) -> Int {
        attempts.count { $0.outcome?.countsAsDial == true }
    }

    /// Whether news of one of these faxes is in a worker's hands, behind which their result has to stay.
    ///
    /// - Parameter history: what the spool knows of a job now; `nil` for nothing.
    /// - Throws: `SpoolError` when the spool does not answer.
    func mustWait(
        _ reports: [JobReport], _ history: (JobID) async throws -> JobHistory?
    ) async throws -> Bool {
        for report in reports where report.mayFollowNews {
            guard let job = try await history(report.job.id) else { continue }
            let isUnderWay = job.tasks.contains {
                $0.stage == .deliver && $0.lane == .news && $0.state == "leased"
            }
            if isUnderWay { return true }
        }
        return false
    }

    /// The result waits as long as after a mail server's first answer.
    func wait(now: Date) -> Completion {
        let failure = Failure(
            EnhancedStatusCode(4, 4, 5), "News of the fax is on its way to the mail server: the result follows it.")
        return Completion(.retry(at: retry.next(after: 0, now: now) ?? now, failure))
    }
}

extension JobReport {
    /// Whether it is a result that its sender may have had news of before. (Copies for others have none.)
    fileprivate var mayFollowNews: Bool {
        hasEnded && archive == nil && undelivered == nil && !attempts.isEmpty
            && !job.notifiedEvents(of: order.options).isDisjoint(with: [.delay, .progress])
    }
}
