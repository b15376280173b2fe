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
        /// The numbers in a call.
        var engaged: Set<String> = []
        /// How often each number was called.
        var calls: [String: Int] = [:]
    }

    /// The calls so far, in the order in which they were dialled.
    let records = CallRecords<CallRecord>()
    private let plan: ChaosPlan
    private let state = Mutex(State())

    /// The network of a plan.
    init(_ plan: ChaosPlan) {
        self.plan = plan
    }

    /// Dials `number` at `time`.
    func dial(_ number: String, from line: String, at time: Date) -> Answer {
        state.withLock { state in
            let count = state.calls[number, default: 0]
            func begin(_ mishap: Mishap, _ end: CallRecord.End.Kind?, isCollision: Bool = false) -> Int {
                records.begin { index in
                    var record = CallRecord(index: index, number: number, line: line, began: time)
                    (record.mishap, record.isCollision) = (mishap, isCollision)
                    if let end { record.ended(end, at: time) }
                    return record
                }
            }
            guard !state.engaged.contains(number) else {
                _ = begin(.nothing, .busy, isCollision: true)
                return .failed("BUSY")
            }
            // A collision is chance, and must not move the other calls' mishaps.
            state.calls[number] = count + 1
            let mishap = plan.mishap(number: number, call: count)
            switch mishap {
            case .busy:
                _ = begin(mishap, .busy)
                return .failed("BUSY")
            case .noAnswer:
                _ = begin(mishap, .noAnswer)
                return .failed("NO ANSWER")
            case .noCarrier:
                _ = begin(mishap, .noCarrier)
                return .failed("NO CARRIER")
            case .nothing, .trainingRefused, .pageRefused, .everyPageRefused, .frameLost, .cutInPage, .cutAfterPage,
                .goodbyeAfterPage:
                state.engaged.insert(number)
                let fax = FarFax(number: number, abilities: plan.abilities(number: number), mishap: mishap)
                return .answered(
                    FarCall(record: begin(mishap, nil), number: number, fax: fax, exchange: self))
            }
        }
    }

    /// The caller's end of a call is over.
    func end(_ call: FarCall, at time: Date) {
        records.end(call.record, at: time)
        _ = state.withLock { $0.engaged.remove(call.number) }
    }
}
