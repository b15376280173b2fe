import FaxModel
import Foundation
import Pipeline
import Synchronization

/// What the benchmarks hand in: the one place that says what a task is like.
enum Workload {
    /// Bytes of a task's payload.
    static let payloadSize = 600
    /// The lanes of a backlog.
    static let backlogLanes = 4
    /// Recipients of the orders of a backlog, by turns: most mails go to one, most faxes come from mailings.
    static let recipients = [1, 1, 1, 2, 5, 20, 100, 370]

    private static let orders = Atomic<UInt32>(0)

    /// The lane of this number.
    static func lane(_ number: Int) -> Lane {
        Lane(rawValue: "lane-\(number)")
    }

    /// A payload of one line that begins with `number`.
    static func payload(number: Int = 0) -> [UInt8] {
        let digits = Array("\(number) ".utf8)
        return digits + [UInt8](repeating: UInt8(ascii: "x"), count: payloadSize - digits.count)
    }

    /// The number with which a payload begins.
    static func number(of payload: [UInt8]) throws -> Int {
        let digits = String(decoding: payload.prefix { $0 != 32 }, as: UTF8.self)
        guard let number = Int(digits) else { throw BenchmarkError("a task came that nobody had handed in") }
        return number
    }

    /// An order of one task.
    static func order(at stage: Stage, _ lane: Lane, payload: [UInt8]) -> Submission {
        let order = newOrder()
        return Submission(
            order: order,
            tasks: [NewTask(stage: stage, lane: lane, priority: .normal, order: order, payload: payload)])
    }

    /// The orders of a backlog of so many faxes: of 50 senders, in all lanes and priorities, a tenth of them for later.
    static func backlog(tasks: Int) -> [@Sendable () -> Submission] {
        var backlog: [@Sendable () -> Submission] = []
        var left = tasks
        while left > 0 {
            let number = backlog.count
            let count = min(left, recipients[number % recipients.count])
            left -= count
            backlog.append { mailing(number: number, recipients: count) }
        }
        return backlog
    }

    private static func mailing(number: Int, recipients: Int) -> Submission {
        let order = newOrder()
        let priority: Priority = number % 20 == 0 ? .urgent : number % 3 == 0 ? .bulk : .normal
        let later: Date? = number % 10 == 3 ? Date().addingTimeInterval(3600) : nil
        let jobs = (1...recipients).map { JobID(order: order, number: $0) }
        return Submission(
            order: order,
            tasks: jobs.map { job in
                NewTask(
                    stage: .faxout, lane: lane((number + job.number) % backlogLanes), priority: priority, order: order,
                    job: job, notBefore: later, payload: payload())
            },
            updates: jobs.map { job in
                JobUpdate(
                    job: job, state: .rendered, sender: "sender-\(number % 50)@example.com",
                    recipient: "Recipient \(job.number)", subject: "Mailing \(number)", pageCount: 2)
            })
    }

    /// An id that no other order of this run has, however many are handed in within a millisecond.
    private static func newOrder() -> OrderID {
        OrderID(time: Date(), random: orders.add(1, ordering: .relaxed).newValue)
    }
}
