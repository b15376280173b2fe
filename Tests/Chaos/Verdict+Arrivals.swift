import FaxModel
import Foundation
import Pipeline
import TestSupport

extension Verdict {
    /// What was confirmed to a caller has come as mail, once, and nothing else has.
    mutating func judgeArrivals() {
        let mails = Dictionary(grouping: evidence.arrivals) { $0.head.field("X-Fax-Remote-Station") ?? "" }
        let known = Set(evidence.callers.map(\.number))
        for (number, mails) in mails where !known.contains(number) {
            add("a fax has come of '\(number)', who has not called", job: JobID(mails[0].job), number: number)
        }
        for call in evidence.callers {
            judge(call, mails[call.number] ?? [])
        }
        for call in evidence.plan.calls where !evidence.callers.contains(where: { $0.call == call && $0.isThrough }) {
            add("fax \(call.index) of those that come in has not gone through")
        }
        judgeReceptions(Dictionary(grouping: evidence.arrivals, by: \.job))
    }

    /// Each job of a fax that came in is received, told of, and done with.
    private mutating func judgeReceptions(_ told: [String: [ArrivedMail]]) {
        for history in evidence.receptions {
            let job = history.job
            if !history.tasks.isEmpty { add("it has tasks left", job: job.id) }
            let mails = told[job.id.description]?.sorted { $0.head.time < $1.head.time } ?? []
            switch job.state {
            case .received: if mails.isEmpty { add("it was received, and nobody has it", job: job.id) }
            case .noFax: if !mails.isEmpty { add("it has brought no fax, and somebody has one", job: job.id) }
            default: add("it came in, and ended as \(job.state.rawValue)", job: job.id)
            }
            if Set(mails.map { $0.head.field("Message-ID") }).count > 1 {
                add("it came by mails of several Message-IDs", job: job.id)
            }
            for mail in mails where mail.head.field("X-Envelope-To") != PlannedCall.recipient {
                add("it went to \(mail.head.field("X-Envelope-To") ?? "nobody")", job: job.id)
            }
            for (mail, again) in zip(mails, mails.dropFirst()) {
                let excuse = timeline.excuse(forMail: mail.head, again: again.head)
                add("it came by mail again", unless: excuse, job: job.id)
            }
        }
        let jobs = Set(evidence.receptions.map(\.job.id.description))
        for job in told.keys where !jobs.contains(job) { add("a mail is of '\(job)', which is no job that came in") }
    }

    private mutating func judge(_ call: CallerRecord, _ mails: [ArrivedMail]) {
        let jobs = Set(mails.map(\.job))
        guard let mail = mails.first else {
            if !call.confirmations.isEmpty { add("\(call): it was confirmed, and is lost", number: call.number) }
            return
        }
        if jobs.count > 1 { add("\(call): it came as \(jobs.sorted())", number: call.number) }
        for other in mails where other.pages != mail.pages {
            add("\(call): its mails have different pages", job: JobID(mail.job), number: call.number)
        }
        let whole = mail.pages.compactMap { $0 }
        let confirmed = call.confirmations.map { page(call, $0.page) }
        // A page more may have come whole, and not have been confirmed.
        let next = page(call, call.confirmations.count + 1)
        if whole != confirmed, whole != confirmed + [next] {
            add(
                "\(call): its mail has pages \(whole.map(\.page)) of calls \(Set(whole.map { $0.mail - CallerRecord.firstMail }))",
                job: JobID(mail.job), number: call.number)
        }
        let parts = mail.pages.count - whole.count
        if parts > (call.isThrough ? 0 : 1) + (call.refusals > 0 && !call.isThrough ? 1 : 0) {
            add("\(call): its mail has \(parts) pages that nobody has sent", job: JobID(mail.job), number: call.number)
        }
        judge(call, told: mail)
    }

    /// What its mail says of a fax.
    private mutating func judge(_ call: CallerRecord, told mail: ArrivedMail) {
        let job = JobID(mail.job)
        let count = mail.head.field("X-Fax-Confirmed-Pages").flatMap { Int($0) } ?? -1
        if count > call.confirmations.count + 1 {
            add("\(call): its mail says that \(count) pages are confirmed", job: job, number: call.number)
        } else if count < call.confirmations.count {
            let excuses = call.confirmations.compactMap { timeline.excuse(forConfirmationAt: $0.time, in: call) }
            let isExcused = excuses.count >= call.confirmations.count - count
            add(
                "its mail says of too few pages that they are confirmed", unless: isExcused ? excuses.last : nil,
                job: job, number: call.number, of: "\(call), \(count) said to be confirmed")
        }
        if count > mail.pages.count {
            add("\(call): its mail has fewer pages than it says", job: job, number: call.number)
        }
        let isAnswered = call.confirmations.count == call.call.pageCount
        let isTold = mail.head.field("X-Fax-Complete") == "yes"
        if isTold, !isAnswered, call.mishap != .cutBeforeAnswer(call.call.pageCount) {
            add("\(call): its mail says that it is complete", job: job, number: call.number)
        }
        if !isTold, call.isThrough {
            // Where the end of the call is on disk, nothing excuses that the mail does not know of it.
            let history = evidence.receptions.first { $0.job.id == job }
            let excuse = history?.attempts.last?.outcome == .sent ? nil : timeline.excuse(forEndOf: call)
            add(
                "its mail says that it is not complete", unless: excuse, job: job, number: call.number, of: "\(call)")
        }
    }

    private func page(_ call: CallerRecord, _ page: Int) -> NumberedPage {
        NumberedPage(mail: CallerRecord.firstMail + call.index, page: page)
    }
}
