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
        var records: [CallerRecord] = []
        var unanswered = 0
    }

    private let plan: ChaosPlan
    private let state: Mutex<State>

    /// The callers of a plan.
    init(_ plan: ChaosPlan) {
        self.plan = plan
        state = Mutex(State(waiting: plan.calls.map { (call: $0, calls: 0) }))
    }

    /// The calls so far, in the order in which they were answered.
    var records: [CallerRecord] { state.withLock(\.records) }

    /// How many calls nobody has answered in time.
    var unanswered: Int { state.withLock(\.unanswered) }

    /// How many faxes have gone through.
    var through: Int { Set(records.filter(\.isThrough).map(\.call)).count }

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
    func answered(_ caller: Caller, line: String) -> CallerCall {
        state.withLock { state in
            let record = CallerRecord(
                index: state.records.count, call: caller.call, mishap: caller.mishap, line: line)
            state.records.append(record)
            let fax = CallingFax(record: record.index, call: caller.call, mishap: caller.mishap)
            return CallerCall(record: record.index, caller: caller, fax: fax, callers: self)
        }
    }

    /// Notes what has happened in a call.
    func note(_ events: [CallingFax.Event], in call: CallerCall) {
        guard !events.isEmpty else { return }
        state.withLock { state in
            for event in events { state.records[call.record].note(event) }
        }
    }

    /// A call is over: the caller calls again unless all has gone through.
    func end(_ call: CallerCall) {
        state.withLock { state in
            state.records[call.record].ended(.hungUp)
            guard !state.records[call.record].isThrough else { return }
            state.waiting.append((call.caller.call, call.caller.number + 1))
        }
    }
}

/// A call that came in and was answered.
struct CallerCall: Conversation {
    /// Its place among the records.
    let record: Int
    /// Who calls.
    let caller: Callers.Caller
    private var fax: CallingFax
    private let callers: Callers

    /// The call with this record.
    init(record: Int, caller: Callers.Caller, fax: CallingFax, callers: Callers) {
        self.record = record
        self.caller = caller
        self.fax = fax
        self.callers = callers
    }

    var isConnected: Bool { fax.isConnected }

    var saysFrame: Bool { fax.saysFrame }

    mutating func nextFrame() -> FarFrame? { fax.nextFrame() }

    mutating func nextData() -> [UInt8]? {
        guard let octets = fax.nextData() else { return nil }
        callers.note(fax.dataWereHeard(), in: self)
        return octets
    }

    mutating func willHear(data: Bool) { callers.note(fax.willHear(), in: self) }

    mutating func hear(_ frame: FarFrame) { callers.note(fax.hear(frame), in: self) }

    mutating func hear(data: [UInt8]) {}

    mutating func timePassed(_ now: Date) { callers.note(fax.timePassed(now), in: self) }

    func end() { callers.end(self) }
}
