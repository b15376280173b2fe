import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

/// A worker that loses messages, forgets its tasks, and comes back: as seen by the spool.
private struct ShakyWorker {
    /// Its name; a new one after each death, as a new socket has.
    var name: String
    /// The tasks that it holds.
    var held: [LeasedTask] = []
    /// Ends that it has said and not seen answered.
    var unanswered: [(lease: LeaseReference, completion: Completion)] = []
}

@Suite("An engine in bad company")
struct EngineRandomRunTests {
    private static let orders: ClosedRange<UInt64> = 1...40

    /// What follows from a task: a `faxout` task of each job, and nothing from that.
    private static func end(of task: LeasedTask, _ random: inout SeededGenerator) -> Completion {
        if Int.random(in: 0..<8, using: &random) == 0 {
            return Completion(.retry(at: .after(0), .busy))
        }
        var completion = Completion(.done)
        if task.stage == .render {
            completion.successors = (1...2).map { (job: Int) in
                .named("\(task.name)-\(job)", stage: .faxout, order: task.order, job: job)
            }
        }
        return completion
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func everyTaskEndsExactlyOnceWhoeverDiesAndWhateverIsLost(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try EngineBench(maximumLosses: .max)
        var births = 0
        func newborn() -> ShakyWorker {
            births += 1
            return ShakyWorker(name: "worker\(births)")
        }
        var workers = (0..<4).map { _ in newborn() }
        var unsubmitted = Array(Self.orders)

        func stage(of worker: Int) -> Stage { worker % 2 == 0 ? .render : .faxout }

        /// The worker reads what came for it; some of it is lost on its way.
        func read(_ worker: Int, losing: Bool) {
            for task in bench.given(workers[worker].name) {
                if losing && Int.random(in: 0..<6, using: &random) == 0 { continue }
                workers[worker].held.append(task)
            }
        }

        func heartbeat(_ worker: Int, losing: Bool) {
            if losing && Int.random(in: 0..<5, using: &random) == 0 { return }
            let lost = bench.ready(workers[worker].name, 3, stage: stage(of: worker), holding: workers[worker].held)
            guard let lost, !losing || Int.random(in: 0..<5, using: &random) != 0 else { return }
            workers[worker].held.removeAll { lost.contains($0.lease.task) }
        }

        func finish(_ worker: Int, losing: Bool) {
            if let task = workers[worker].held.randomElement(using: &random),
                !workers[worker].unanswered.contains(where: { $0.lease == task.lease })
            {
                workers[worker].unanswered.append((task.lease, Self.end(of: task, &random)))
            }
            for (lease, completion) in workers[worker].unanswered {
                if losing && Int.random(in: 0..<5, using: &random) == 0 { continue }
                let answer = bench.ask(.complete(lease, completion), from: workers[worker].name)
                if losing && Int.random(in: 0..<5, using: &random) == 0 { continue }
                guard answer == .accepted || answer?.refusal == .stale else { continue }
                workers[worker].unanswered.removeAll { $0.lease == lease }
                workers[worker].held.removeAll { $0.lease == lease }
            }
        }

        func submit() {
            guard let order = unsubmitted.randomElement(using: &random) else { return }
            let answer = bench.submit(
                .named("\(order)", order: OrderID(rawValue: order)), order: OrderID(rawValue: order))
            if answer == .accepted, Int.random(in: 0..<3, using: &random) > 0 { unsubmitted.removeAll { $0 == order } }
        }

        for _ in 0..<600 {
            let worker = Int.random(in: 0..<workers.count, using: &random)
            switch Int.random(in: 0..<40, using: &random) {
            case 0: workers[worker] = newborn()
            case 1:
                bench.fault.next(0)
                try bench.restart()
            case 2: bench.fault.next(Int.random(in: 1...3, using: &random))
            case 3..<9: submit()
            case 9..<20: heartbeat(worker, losing: true)
            case 20..<34: finish(worker, losing: true)
            default: bench.tick(after: .seconds(Int.random(in: 0...20, using: &random)))
            }
            for worker in workers.indices { read(worker, losing: true) }
        }

        // Now everybody behaves, and all that is left must come to its end.
        bench.fault.next(0)
        var rounds = 0
        while !unsubmitted.isEmpty || bench.engine.depth > 0, rounds < 400 {
            rounds += 1
            submit()
            for worker in workers.indices {
                heartbeat(worker, losing: false)
                read(worker, losing: false)
                finish(worker, losing: false)
                read(worker, losing: false)
            }
            bench.tick(after: .seconds(2))
        }

        #expect(try bench.read { try $0.counts() }.isEmpty)
        #expect(try bench.read { try $0.leases() }.isEmpty)
        var ends: [String: Int] = [:]
        for event in bench.events where event.move == .done {
            ends["\(event.order.rawValue) \(event.stage?.rawValue ?? "") \(event.job?.number ?? 0)", default: 0] += 1
        }
        #expect(ends.count == 3 * Self.orders.count)
        #expect(ends.filter { $0.value != 1 } == [:])
    }
}
