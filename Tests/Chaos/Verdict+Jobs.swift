import FaxModel
import Pipeline

extension Verdict {
    /// A job has ended, and its history agrees with itself.
    mutating func judge(_ history: JobHistory) {
        let job = history.job
        let number = job.number?.digits
        guard let mail = job.mail.flatMap({ evidence.plan.mails.indices.contains($0) ? evidence.plan.mails[$0] : nil })
        else { return }
        if !history.tasks.isEmpty { add("it has tasks left", job: job.id, number: number) }
        if job.pageCount != mail.pageCount {
            add(
                "it has \(job.pageCount.map(String.init) ?? "no") pages, not \(mail.pageCount)", job: job.id,
                number: number)
        }
        let confirmed = history.attempts.reduce(0) { $0 + $1.confirmedPages }
        if confirmed != job.confirmedPages {
            add(
                "its calls have \(confirmed) pages confirmed, and it has \(job.confirmedPages)", job: job.id,
                number: number)
        }
        if history.attempts.contains(where: { $0.outcome == nil }) {
            add("the end of a call is not known", job: job.id, number: number)
        }
        if job.state == .sent {
            if job.confirmedPages != mail.pageCount {
                add("it is sent, with \(job.confirmedPages) of \(mail.pageCount) pages", job: job.id, number: number)
            }
        } else if job.state == .failed {
            let counted = history.attempts.filter { $0.outcome.map(Self.failures.contains) == true }.count
            if counted < ChaosPlan.leastCalls {
                add("it was given up after \(counted) calls: \(job.result ?? "")", job: job.id, number: number)
            }
            if job.confirmedPages == mail.pageCount {
                add("it has failed, with all pages confirmed", job: job.id, number: number)
            }
        } else {
            add("it ended as \(job.state.rawValue)", job: job.id, number: number)
        }
    }

    /// How calls end that use a job's calls up.
    private static let failures: Set<CallOutcome> = [
        .busy, .noAnswer, .noCarrier, .notFax, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped,
    ]
}
