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
            for (mail, _) in zip(mails, mails.dropFirst()) {
                repeatedArrivals += 1
                if !isRepeatExcused(mail.head.time) { add("it came by mail again", job: job.id) }
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
        // A machine that stands still uses the patience of a fax up.
        let isLate = mail.head.time.timeIntervalSince(call.began) > Double(ChaosRun.patience)
        let isExcused = isLate || isDisturbed(call)
        // It is on disk that a page is confirmed before the far end is told, unless the spool is slow.
        if count > call.confirmations.count + 1 || count < call.confirmations.count && !isExcused {
            add("\(call): its mail says that \(count) pages are confirmed", job: job, number: call.number)
        }
        if count > mail.pages.count {
            add("\(call): its mail has fewer pages than it says", job: job, number: call.number)
        }
        let isAnswered = call.confirmations.count == call.call.pageCount
        let isTold = mail.head.field("X-Fax-Complete") == "yes"
        if isTold, !isAnswered, call.mishap != .cutBeforeAnswer(call.call.pageCount) {
            add("\(call): its mail says that it is complete", job: job, number: call.number)
        }
        if !isTold, call.isThrough, !isExcused {
            add("\(call): its mail says that it is not complete", job: job, number: call.number)
        }
    }

    private func page(_ call: CallerRecord, _ page: Int) -> NumberedPage {
        NumberedPage(mail: CallerRecord.firstMail + call.index, page: page)
    }

    /// Whether something was done to the spool, or to the faxout of its line, while the call was on, or before its end was on disk.
    private func isDisturbed(_ call: CallerRecord) -> Bool {
        let end = call.end?.time ?? .distantFuture
        return evidence.disturbances.contains { disturbance in
            let isOwn =
                disturbance.victim.program == .faxout
                && call.line.hasPrefix(ChaosRun.lineName(disturbance.victim.copy))
            guard isOwn || disturbance.victim.program == .spool else { return false }
            return disturbance.began < end.addingTimeInterval(Self.settling)
                && disturbance.worked > call.began.addingTimeInterval(-Self.moment)
        }
    }
}
