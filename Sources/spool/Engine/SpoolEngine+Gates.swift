import Configuration
import FaxModel
import Foundation
import Pipeline

// What tasks wait behind, and when they may go on: what has happened to a gate or a number is looked at, and nothing else.

extension SpoolEngine {
    /// Whether nobody gets through a gate now.
    func isClosed(_ gate: Gate, _ now: Date) -> Bool {
        switch gate {
        case .number(let number):
            queue.leases.calls(to: number) > 0 || queue.numbers.restsUntil(number, now: now) != nil
        case .sender(let flow):
            settings.callsPerSender.map { queue.leases.calls(of: flow) >= $0 } ?? false
        }
    }

    /// A call has ended: who waited behind it may go on.
    mutating func callEnded(_ place: LeaseTable.Place?) {
        guard let place, let number = place.calledNumber else { return }
        queue.gates.change(at: .number(number))
        queue.gates.change(at: .sender(place.flow))
    }

    /// Numbers that have rested may be dialled, and those of which nothing counts any more are forgotten; as many as one turn
    /// may.
    mutating func lookAtNumbers(_ batch: inout Batch) throws {
        let (rested, forgotten) = queue.numbers.pass(batch.now.wall, limit: Self.mostInOneTurn)
        for number in rested { queue.gates.change(at: .number(number)) }
        for number in forgotten { try batch.transaction.setNumber(nil, of: number) }
    }

    /// Lets the first of each class through the gates at which something has happened, where they are open: as many as one
    /// turn may.
    mutating func openGates(_ batch: inout Batch) throws {
        var opened = 0
        while opened < Self.mostInOneTurn, let gate = queue.gates.nextChanged() {
            guard !isClosed(gate, batch.now.wall) else { continue }
            opened += 1
            try open(gate, &batch)
        }
    }

    private mutating func open(_ gate: Gate, _ batch: inout Batch) throws {
        var isEmpty = true
        for taskClass in callingClasses([.blocked]) {
            guard let task = try batch.transaction.first(behind: gate, in: taskClass) else { continue }
            isEmpty = false
            // It keeps its turn: it has waited long enough.
            var record = task.record
            record.move(to: .ready)
            try write(task.id, from: task.record, to: record, &batch)
            queue.gates.taskPasses(task.id, through: gate)
        }
        if isEmpty { queue.gates.emptied(gate) }
    }

    /// Ends what waits to be sent to numbers that were barred, whether it is its turn or not: as much as one turn may.
    mutating func endBarred(_ batch: inout Batch) throws {
        var left = Self.mostInOneTurn
        while left > 0, let number = queue.barred.last {
            if let failure = queue.numbers.bar(of: number, now: batch.now.wall) {
                for taskClass in callingClasses([.ready, .blocked]) where left > 0 {
                    let tasks = try batch.transaction.waiting(for: number, in: taskClass, limit: left)
                    left -= tasks.count
                    for task in tasks { try conclude(task.id, from: task.record, .barred, failure, &batch) }
                }
            }
            guard left > 0 else { break }
            queue.barred.removeLast()
            queue.gates.change(at: .number(number))
        }
    }

    /// The classes that have tasks which call somebody, in one of these states.
    private func callingClasses(_ states: [TaskState]) -> [TaskClass] {
        Set(states.flatMap { queue.depths.lanes(of: .faxout, $0) }).flatMap { lane in
            Priority.allCases.map { TaskClass(station: Station(stage: .faxout, lane: lane), priority: $0) }
        }
    }
}
