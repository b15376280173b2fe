import FaxModel
import Foundation
import Logging
import Synchronization
import TestSupport

@testable import Pipeline

/// Clients at work with a spool that may die at any time and come back: some hand in orders, others work on the tasks.
/// Their ledger knows what they have asked and what they were answered.
final class SpoolLoad: Sendable {
    private struct State {
        var isSubmitting = false
        var submitting: Task<Void, Never>?
        var refusals: Set<SpoolError.Code> = []
        var losses: [String] = []
    }

    /// How many clients hand in orders at once, and how many tasks of a stage are worked on at once.
    private static let width = 4

    /// What the clients have asked and what they were answered.
    let ledger = Ledger()
    /// Hands in orders, and looks what is there.
    let client: SpoolClient
    private let workers: [SpoolClient]
    private let state = Mutex(State())

    /// Clients of the spool at `endpoint`, workers among them if `works`. Nothing is handed in yet.
    init(endpoint: String, works: Bool) throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        client = try SpoolClient(endpoint: endpoint, logger: logger)
        workers = try (0..<(works ? 2 : 0)).map { _ in
            try SpoolClient(endpoint: endpoint, lease: .seconds(1), logger: logger)
        }
        for (worker, stage) in zip(workers, [Stage.enrich, .deliver]) {
            let events = worker.connection.serve(stage: stage, Availability(tasks: Self.width))
            Task {
                for await event in events {
                    guard case .start(let task) = event else { continue }
                    Task { await self.work(on: task, worker) }
                }
            }
        }
    }

    /// Ends all clients.
    func close() {
        endSubmitting()
        for client in [client] + workers { client.close() }
    }

    /// How the spool has refused what it should keep.
    var refusals: Set<SpoolError.Code> { state.withLock(\.refusals) }

    /// What workers found missing.
    var losses: [String] { state.withLock(\.losses) }

    // MARK: Orders

    /// Begins to hand in orders, one after the other by each client.
    func beginSubmitting(seed: UInt64) {
        state.withLock { state in
            state.isSubmitting = true
            state.submitting = Task {
                await withTaskGroup { group in
                    for number in 0..<UInt64(Self.width) {
                        group.addTask {
                            var generator = SeededGenerator(seed: seed << 8 | number)
                            while self.state.withLock(\.isSubmitting) {
                                await self.submit(
                                    OrderID(time: Date(), random: .random(in: 0...UInt32.max, using: &generator)))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Hands in nothing new.
    func endSubmitting() {
        state.withLock { $0.isSubmitting = false }
    }

    /// Waits until every order that was handed in is answered.
    func submitted() async {
        await state.withLock(\.submitting)?.value
    }

    /// Hands in an order; returns when it is answered.
    func submit(_ order: OrderID) async {
        let job = JobID(order: order, number: 1)
        let mail = NewDocument.sample("mail", of: order)
        let submission = Submission(
            order: order, tasks: [NewTask(stage: .enrich, priority: .normal, job: job, payload: "mail")],
            documents: [mail], updates: [JobUpdate(job: job, state: .accepted, documents: ["mail": mail.reference])])
        await ask(.submitted, of: order) {
            try await self.client.submit(submission, timeout: .seconds(120))
        }
    }

    // MARK: Tasks

    private func work(on task: LeasedTask, _ worker: SpoolClient) async {
        guard let job = task.job else { preconditionFailure("every task here has a job") }
        var completion = Completion(.done)
        guard task.stage == .enrich else { return await complete(task, .done, completion, worker) }
        let state = PayloadCoding.encode("halfway with \(job)")
        if ledger[task.order].answered >= .checkpointed, task.checkpoint != state {
            self.state.withLock { $0.losses.append("the checkpoint of \(job) is not the one that was answered") }
        }
        let checkpoint = Checkpoint(lease: task.lease, state: state, updates: [JobUpdate(job: job, state: .enriched)])
        await persist(.checkpointed, of: task.order) {
            try await worker.accept(.checkpoint(checkpoint), deadline: nil)
        }
        let pages = NewDocument.sample("pages", of: task.order)
        completion.documents = [pages]
        completion.successors = [NewTask(stage: .deliver, priority: .normal, job: job, payload: "pages")]
        completion.updates = [JobUpdate(job: job, documents: ["pages": pages.reference])]
        await complete(task, .handedOn, completion, worker)
    }

    private func complete(
        _ task: LeasedTask, _ step: Ledger.Step, _ completion: Completion, _ worker: SpoolClient
    ) async {
        await persist(step, of: task.order) {
            var completion = completion
            completion.documents = try await worker.sendAhead(completion.documents, deadline: nil)
            try await worker.accept(.complete(task.lease, completion), deadline: nil)
        }
    }

    /// Asks again for as long as a worker would.
    private func persist(
        _ step: Ledger.Step, of order: OrderID, _ body: @Sendable () async throws -> Void
    ) async {
        while let refusal = await ask(step, of: order, body) {
            switch refusal.code {
            case .busy, .storage, .unknown: continue
            case .stale, .malformed, .version, .unreachable, .late, .taken, .damaged, .duplicate: return
            }
        }
    }

    /// Asks the spool to keep a step, and notes what it says.
    ///
    /// - Returns: its refusal; after one for want of room, when it has answered a question.
    @discardableResult
    private func ask(
        _ step: Ledger.Step, of order: OrderID, _ body: @Sendable () async throws -> Void
    ) async -> SpoolError? {
        ledger.asks(step, of: order)
        do {
            try await body()
            ledger.answered(step, of: order)
            return nil
        } catch let error as SpoolError {
            state.withLock { _ = $0.refusals.insert(error.code) }
            if error.code == .busy || error.code == .storage {
                _ = try? await client.query(.queue, as: QueueReport.self, timeout: .seconds(20))
            }
            return error
        } catch {
            preconditionFailure("the client of the spool throws SpoolError only, not \(error)")
        }
    }
}
