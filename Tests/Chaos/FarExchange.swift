import Foundation
import Synchronization

/// The telephone network, with a fax machine at each number: it puts calls through, and keeps a record of each.
///
/// A number has one line: while it is in a call, it is busy to others.
final class FarExchange: Sendable {
    /// What a call came to that was dialled.
    enum Answer {
        case answered(FarCall)
        /// What the modem says.
        case failed(String)
    }

    private struct State {
        var records: [CallRecord] = []
        /// The numbers in a call.
        var engaged: Set<String> = []
        /// How often each number was called.
        var calls: [String: Int] = [:]
    }

    private let plan: ChaosPlan
    private let state = Mutex(State())

    /// The network of a plan.
    init(_ plan: ChaosPlan) {
        self.plan = plan
    }

    /// The calls so far, in the order in which they were dialled.
    var records: [CallRecord] { state.withLock { $0.records } }

    /// How many calls were made so far.
    var callCount: Int { state.withLock { $0.records.count } }

    /// Dials `number`.
    func dial(_ number: String, from line: String) -> Answer {
        state.withLock { state in
            let count = state.calls[number, default: 0]
            var record = CallRecord(index: state.records.count, number: number, line: line, began: .now)
            defer { state.records.append(record) }
            guard !state.engaged.contains(number) else {
                record.isCollision = true
                record.ended(.busy)
                return .failed("BUSY")
            }
            // A collision is chance, and must not move the other calls' mishaps.
            state.calls[number] = count + 1
            let mishap = plan.mishap(number: number, call: count)
            record.mishap = mishap
            switch mishap {
            case .busy:
                record.ended(.busy)
                return .failed("BUSY")
            case .noAnswer:
                record.ended(.noAnswer)
                return .failed("NO ANSWER")
            case .noCarrier:
                record.ended(.noCarrier)
                return .failed("NO CARRIER")
            case .nothing, .trainingRefused, .pageRefused, .everyPageRefused, .frameLost, .cutInPage, .cutAfterPage,
                .goodbyeAfterPage:
                state.engaged.insert(number)
                let fax = FarFax(number: number, abilities: plan.abilities(number: number), mishap: mishap)
                return .answered(
                    FarCall(record: record.index, number: number, fax: fax, exchange: self))
            }
        }
    }

    /// Notes what has happened in a call.
    func note(_ events: [FarFax.Event], in call: FarCall) {
        guard !events.isEmpty else { return }
        state.withLock { state in
            for event in events { state.records[call.record].note(event) }
        }
    }

    /// The caller's end of a call is over.
    func end(_ call: FarCall) {
        state.withLock { state in
            state.engaged.remove(call.number)
            state.records[call.record].ended(.hungUp)
        }
    }
}
