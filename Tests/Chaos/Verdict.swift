import FaxModel
import Foundation
import Pipeline

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

    /// Something that must not be where nothing is done to anybody, and why it may be here.
    struct Excused: Hashable, CustomStringConvertible {
        /// What.
        var text: String
        /// Why it may be.
        var excuse: Excuse
        /// What it is about: a job, a number, a call.
        var subject: String

        var description: String { "\(subject): \(text), excused by \(excuse)" }
    }

    /// What was seen.
    let evidence: Evidence
    /// What was done, and when.
    let timeline: Timeline
    /// What must not be.
    var problems: [Problem] = []
    /// Orders that a mail became whose client was not told (RFC 1047).
    var untoldOrders = 0
    /// Calls in which pages of several jobs went.
    var sharedCalls = 0
    /// What may be, because of what was done.
    var excused: [Excused] = []

    /// How long a call waits at the least for a checkpoint that does not get to the disk, in seconds.
    static let patience = 1.9

    /// Judges a run.
    init(_ evidence: Evidence) {
        self.evidence = evidence
        timeline = Timeline(evidence.disturbances, evidence.stalls)
        judgeQueue()
        judgeStates()
        judgeOrders()
        for history in evidence.histories { judge(history) }
        judgeCalls()
        judgePages()
        judgeNotifications()
        judgeArrivals()
    }

    /// Notes a problem.
    mutating func add(_ text: String, job: JobID? = nil, number: String? = nil) {
        problems.append(Problem(text: text, job: job, number: number))
    }

    /// Notes a problem, or why it is none.
    ///
    /// - Parameter subject: what it is about, where that is neither a job nor a number.
    mutating func add(
        _ text: String, unless excuse: Excuse?, job: JobID? = nil, number: String? = nil, of subject: String? = nil
    ) {
        guard let excuse else {
            return add(subject.map { "\($0): \(text)" } ?? text, job: job, number: number)
        }
        let subject = [job?.description, subject ?? number].compactMap { $0 }.joined(separator: ", ")
        excused.append(Excused(text: text, excuse: excuse, subject: subject))
    }

    /// How many of them there are of each kind, by what excuses them.
    var excuses: [String: Int] {
        Dictionary(grouping: excused) { "\($0.text), by \($0.excuse.cause)" }.mapValues(\.count)
    }

    // MARK: The queue and the orders

    private mutating func judgeQueue() {
        for depth in evidence.queue.depths {
            let waiting = depth.ready + depth.delayed + depth.blocked + depth.held + depth.leased
            if waiting > 0 { add("\(waiting) tasks are left in \(depth.stage.rawValue) (\(depth.lane.rawValue))") }
            let aside = depth.failed + depth.corrupt
            if aside > 0 { add("\(aside) tasks were set aside in \(depth.stage.rawValue) (\(depth.lane.rawValue))") }
        }
    }

    /// No job went a way that the states of a job do not know (docs/ARCHITECTURE.md): the spool's log says so.
    private mutating func judgeStates() {
        for match in evidence.logs.matches(of: #/Job (\S+ is \w+, and [\w ]+ says that it is \w+)/#) {
            add(String(match.output.1))
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
}

extension JobRecord {
    /// Which mail the job is of, by its subject.
    var mail: Int? { subject?.firstMatch(of: #/^Mail (\d+)$/#).flatMap { Int($0.output.1) } }
}
