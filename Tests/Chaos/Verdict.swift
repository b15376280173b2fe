import FaxModel
import Foundation
import Pipeline
import TestSupport

/// What a run has shown: the problems, each with what it is about, and counts.
struct Verdict {
    /// Something that must not be.
    struct Problem: Hashable, CustomStringConvertible {
        /// What.
        var text: String
        /// The job that it is about.
        var job: JobID?
        /// The number that it is about.
        var number: String?

        var description: String { [job?.description, number, text].compactMap { $0 }.joined(separator: ": ") }
    }

    /// What was seen.
    let evidence: Evidence
    /// What must not be.
    private(set) var problems: [Problem] = []
    /// Orders that a mail became whose client was not told (RFC 1047).
    private(set) var untoldOrders = 0
    /// Pages that were confirmed twice, and why that may be.
    private(set) var repeatedPages: [String: Int] = [:]
    /// Notifications that came again as the same message.
    private(set) var repeatedNotifications = 0

    /// How near to a disturbance something must be that it excuses, in seconds: the way of a checkpoint to the disk and
    /// back on a machine that is busy.
    static let moment = 1.0

    /// Judges a run.
    init(_ evidence: Evidence) {
        self.evidence = evidence
        judgeQueue()
        judgeOrders()
        for history in evidence.histories { judge(history) }
        judgeCalls()
        judgePages()
        judgeNotifications()
    }

    private mutating func add(_ text: String, job: JobID? = nil, number: String? = nil) {
        problems.append(Problem(text: text, job: job, number: number))
    }

    // MARK: The queue and the orders

    private mutating func judgeQueue() {
        for depth in evidence.queue.depths {
            let waiting = depth.ready + depth.delayed + depth.leased
            if waiting > 0 { add("\(waiting) tasks are left in \(depth.stage.rawValue) (\(depth.lane.rawValue))") }
            let aside = depth.failed + depth.corrupt
            if aside > 0 { add("\(aside) tasks were set aside in \(depth.stage.rawValue) (\(depth.lane.rawValue))") }
        }
    }

    /// Every mail that was accepted is an order with a job a number; no other is, but those whose client was not told.
    private mutating func judgeOrders() {
        let orders = Dictionary(grouping: evidence.histories.map(\.job), by: \.id.order)
        var untold: [Int: Int] = [:]
        for mail in evidence.plan.mails {
            guard let receipt = evidence.receipts[mail.index] else {
                add("mail \(mail.index) was not accepted")
                continue
            }
            if orders[receipt.order] == nil {
                add("mail \(mail.index) was accepted as order \(receipt.order), which is lost")
            }
        }
        let told = Set(evidence.receipts.values.map(\.order))
        for (order, jobs) in orders {
            guard let index = jobs[0].mail, evidence.plan.mails.indices.contains(index) else {
                add("order \(order) is of no mail that was sent")
                continue
            }
            let numbers = jobs.sorted { $0.id < $1.id }.map { $0.number?.digits ?? "" }
            if numbers != evidence.plan.mails[index].numbers {
                add(
                    "order \(order) of mail \(index) has jobs for \(numbers), not \(evidence.plan.mails[index].numbers)"
                )
            }
            guard !told.contains(order) else {
                if evidence.receipts[index]?.order != order {
                    add("order \(order) is that of another mail than \(index)")
                }
                continue
            }
            untoldOrders += 1
            untold[index, default: 0] += 1
            if untold[index, default: 0] > evidence.receipts[index]?.unanswered ?? 0 {
                add("order \(order) of mail \(index) was stored, though its client was told otherwise", job: jobs[0].id)
            }
        }
    }

    // MARK: Jobs

    /// A job has ended, and its history agrees with itself.
    private mutating func judge(_ history: JobHistory) {
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
        switch job.state {
        case .sent:
            if job.confirmedPages != mail.pageCount {
                add("it is sent, with \(job.confirmedPages) of \(mail.pageCount) pages", job: job.id, number: number)
            }
        case .failed:
            let counted = history.attempts.filter { $0.outcome?.isFailure == true }.count
            if counted < ChaosPlan.maximumCalls {
                add("it was given up after \(counted) calls: \(job.result ?? "")", job: job.id, number: number)
            }
            if job.confirmedPages == mail.pageCount {
                add("it has failed, with all pages confirmed", job: job.id, number: number)
            }
        case .accepted, .enriched, .rendered, .sending, .waiting, .setAside:
            add("it ended as \(job.state.rawValue)", job: job.id, number: number)
        }
    }

    // MARK: Calls

    /// Every call was on disk before it was dialled; a call brings the pages of one job, in their order.
    private mutating func judgeCalls() {
        let attempts = Dictionary(grouping: evidence.histories, by: { $0.job.number?.digits ?? "" })
            .mapValues { $0.flatMap(\.attempts) }
        for (number, calls) in Dictionary(grouping: evidence.calls, by: \.number) {
            let known = attempts[number] ?? []
            if calls.count > known.count {
                add("\(calls.count) calls were made, and \(known.count) are known", number: number)
            }
            for (outcome, end) in [
                (CallOutcome.busy, CallRecord.End.Kind.busy), (.noAnswer, .noAnswer), (.noCarrier, .noCarrier),
            ] {
                let told = known.filter { $0.outcome == outcome }.count
                let real = calls.filter { $0.end?.kind == end }.count
                if told > real {
                    add("\(told) calls are said to have ended as \(outcome.rawValue), and \(real) did", number: number)
                }
            }
            for call in calls {
                let pages = call.confirmations.map(\.page)
                guard let first = pages.first else { continue }
                let isInOrder = zip(pages, pages.dropFirst()).allSatisfy { one, next in
                    one?.mail == next?.mail && (one?.page ?? 0) + 1 == next?.page
                }
                if first == nil || !isInOrder { add("\(call): pages that are not one job's, in order", number: number) }
            }
        }
    }

    /// A page's confirmations are those that are known, but for one that was on its way when something died.
    private mutating func judgePages() {
        struct Key: Hashable {
            var number: String
            var page: NumberedPage
        }
        var seen: [Key: [(call: CallRecord, time: Date)]] = [:]
        for call in evidence.calls {
            for confirmation in call.confirmations {
                guard let page = confirmation.page else { continue }
                seen[Key(number: call.number, page: page), default: []].append((call, confirmation.time))
            }
        }
        var known: [Key: [JobID]] = [:]
        for job in evidence.histories.map(\.job) {
            guard let mail = job.mail, let number = job.number?.digits, job.confirmedPages > 0 else { continue }
            for page in 1...job.confirmedPages {
                known[Key(number: number, page: NumberedPage(mail: mail, page: page)), default: []].append(job.id)
            }
        }
        for (key, jobs) in known where (seen[key]?.count ?? 0) < jobs.count {
            add("page \(key.page.page) counts as confirmed, and is not", job: jobs[0], number: key.number)
        }
        for (key, confirmations) in seen {
            let excess = confirmations.count - (known[key]?.count ?? 0)
            guard excess > 0 else { continue }
            var excuses: [String] = []
            for (index, (call, time)) in confirmations.enumerated() {
                let next =
                    confirmations.indices.contains(index + 1) ? confirmations[index + 1].call.began : .distantFuture
                if let excuse = excuse(time, before: next, lineOf: call) { excuses.append(excuse) }
            }
            guard excuses.count >= excess else {
                add(
                    "page \(key.page.page) of mail \(key.page.mail) was confirmed \(excess) times more than is known",
                    job: known[key]?.first, number: key.number)
                continue
            }
            for excuse in excuses.prefix(excess) { repeatedPages[excuse, default: 0] += 1 }
        }
    }

    /// Why a page that was confirmed at `time` may have come again in a call that was made at `next`: the program at
    /// the near end died, or lost its lease, before its checkpoint can have been on disk. `nil` when it did not.
    private func excuse(_ time: Date, before next: Date, lineOf call: CallRecord) -> String? {
        let moment = Self.moment
        let disturbances = evidence.disturbances.filter { $0.began <= next }
        let outages = disturbances.filter { $0.victim.program == .spool }
        let own = disturbances.filter {
            $0.victim.program == .faxout && call.line.hasPrefix(ChaosRun.lineName($0.victim.copy))
        }
        for disturbance in own {
            switch disturbance.kind {
            case .killed:
                if disturbance.covers(time, before: moment, after: 0) { return "faxout killed" }
                // The checkpoint waited for the spool until the program died.
                let isWaiting = outages.contains { outage in
                    outage.covers(time, before: moment, after: moment)
                        && outage.covers(disturbance.began, before: 0, after: moment)
                }
                if time < disturbance.began, isWaiting { return "faxout killed while the spool was away" }
            case .stopped:
                // A stop that is much shorter than the lease does not lose it.
                let isLong = disturbance.ended.timeIntervalSince(disturbance.began) > 0.7 * Double(ChaosRun.lease)
                if isLong, disturbance.covers(time, before: moment, after: moment) { return "faxout stopped" }
            case .terminated:
                break
            }
        }
        return nil
    }

    // MARK: Notifications

    /// Each job's sender was told once, and the truth.
    private mutating func judgeNotifications() {
        let told = Dictionary(grouping: evidence.notifications) { $0.field("X-Fax-Job") ?? "" }
        var identifiers: Set<String> = []
        for history in evidence.histories {
            let job = history.job
            let number = job.number?.digits
            guard let messages = told[job.id.description]?.sorted(by: { $0.time < $1.time }) else {
                add("its sender was told nothing", job: job.id, number: number)
                continue
            }
            if !identifiers.insert(messages[0].field("Message-ID") ?? "").inserted {
                add("its notification has the Message-ID of another", job: job.id, number: number)
            }
            let expected = [
                "Message-ID": messages[0].field("Message-ID"), "X-Fax-Result": job.state.rawValue,
                "X-Fax-Confirmed-Pages": "\(job.confirmedPages)", "X-Fax-Attempts": "\(history.attempts.count)",
                "X-Fax-Number": number, "X-Envelope-To": PlannedMail.sender,
                "In-Reply-To": job.mail.map { evidence.plan.mails[$0].messageID },
            ]
            for message in messages {
                for (name, value) in expected where message.field(name) != value {
                    add(
                        "its notification says \(name): \(message.field(name) ?? "nothing"), not \(value ?? "nothing")",
                        job: job.id, number: number)
                }
            }
            for (message, _) in zip(messages, messages.dropFirst()) {
                let isExcused = evidence.disturbances.contains {
                    ($0.victim.program == .deliver || $0.victim.program == .spool)
                        && $0.covers(message.time, before: Self.moment, after: Self.moment)
                }
                repeatedNotifications += 1
                if !isExcused { add("its sender was told again", job: job.id, number: number) }
            }
        }
        let jobs = Set(evidence.histories.map(\.job.id.description))
        for (job, _) in told where !jobs.contains(job) { add("a sender was told of '\(job)', which is no job") }
    }
}

extension Disturbance {
    /// Whether it went on at `time`, so many seconds before it or after it included.
    fileprivate func covers(_ time: Date, before: TimeInterval, after: TimeInterval) -> Bool {
        let end = victim.program == .spool ? worked : ended
        return (began.addingTimeInterval(-before)...end.addingTimeInterval(after)).contains(time)
    }
}

extension JobRecord {
    /// Which mail the job is of, by its subject.
    fileprivate var mail: Int? { subject?.firstMatch(of: #/^Mail (\d+)$/#).flatMap { Int($0.output.1) } }
}

extension CallOutcome {
    /// Whether a call that ended so is one of those that use a job's calls up.
    fileprivate var isFailure: Bool {
        switch self {
        case .busy, .noAnswer, .noCarrier, .notFax, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped: true
        case .sent, .local, .interrupted: false
        }
    }
}
