import Foundation
import Synchronization

/// Those who call us: each with a fax of the plan, again and again until it has gone through. It keeps a record of each call.
final class Callers: Sendable {
    /// Somebody who calls.
    struct Caller: Hashable, Sendable {
        /// His fax.
        let call: PlannedCall
        /// Which of his calls it is, from 0.
        let number: Int
        /// What is to go wrong.
        let mishap: CallerMishap
    }

    private struct State {
        /// Who calls next, and how often he has called before.
        var waiting: [(call: PlannedCall, calls: Int)]
        var unanswered = 0
    }

    /// The calls so far, in the order in which they were answered.
    let records = CallRecords<CallerRecord>()
    private let plan: ChaosPlan
    private let state: Mutex<State>

    /// The callers of a plan.
    init(_ plan: ChaosPlan) {
        self.plan = plan
        state = Mutex(State(waiting: plan.calls.map { (call: $0, calls: 0) }))
    }

    /// How many calls nobody has answered in time.
    var unanswered: Int { state.withLock(\.unanswered) }

    /// How many faxes have gone through.
    var through: Int { Set(records.all.filter(\.isThrough).map(\.call)).count }

    /// Whoever calls next; `nil` when nobody has anything left to send.
    func next() -> Caller? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let (call, calls) = state.waiting.removeFirst()
            return Caller(call: call, number: calls, mishap: plan.mishap(of: call, number: calls))
        }
    }

    /// He has had enough of ringing, and calls again later.
    func gaveUp(_ caller: Caller) {
        state.withLock { state in
            state.unanswered += 1
            state.waiting.append((caller.call, caller.number + 1))
        }
    }

    /// His call is answered on this line.
    func answered(_ caller: Caller, line: String, at time: Date) -> CallerCall {
        let record = records.begin {
            CallerRecord(index: $0, call: caller.call, mishap: caller.mishap, line: line, began: time)
        }
        let fax = CallingFax(record: record, call: caller.call, mishap: caller.mishap, at: time)
        return CallerCall(record: record, caller: caller, fax: fax, callers: self)
    }

    /// A call is over: the caller calls again unless all has gone through.
    func end(_ call: CallerCall, at time: Date) {
        guard !records.end(call.record, at: time).isThrough else { return }
        state.withLock { $0.waiting.append((call.caller.call, call.caller.number + 1)) }
    }
}
