import FaxModel
import Foundation
import Logging
import Pipeline
import ServiceLifecycle

/// A handler that does what a test tells it to.
struct ScriptedHandler: StageHandler {
    var work: @Sendable (Lease) async throws -> Completion
    var farewell: @Sendable (Failure) -> Completion = { Completion(.failed($0)) }

    func handle(_ lease: Lease) async throws -> Completion {
        try await work(lease)
    }

    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        farewell(failure)
    }
}

/// A handler that leaves to the protocol what it says when it gives up.
struct SimpleHandler: StageHandler {
    var work: @Sendable (Lease) async throws -> Completion

    func handle(_ lease: Lease) async throws -> Completion {
        try await work(lease)
    }
}

/// A worker at work, as its program runs it.
struct WorkerBench: Sendable {
    /// What the worker talks through.
    let client: SpoolClient
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    /// Begins to work for the spool at `endpoint`.
    init(
        at endpoint: String, _ handler: some StageHandler, tasks: Int = 2, changes: AsyncStream<Availability>? = nil,
        heartbeat: Duration = .milliseconds(50), retry: RetryPolicy = RetryPolicy()
    ) throws {
        let logger = Logger.silent
        client = try SpoolClient(endpoint: endpoint, lease: heartbeat * 5, logger: logger)
        let worker = Worker(
            handler, stage: .render, availability: Availability(tasks: tasks), changes: changes, client: client,
            retry: retry, logger: logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [worker], logger: logger))
        self.group = group
        running = Task { try await group.run() }
    }

    /// Asks the worker to end in good order; returns at once.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }

    /// Ends the worker in good order; returns when it has ended.
    func shutDown() async throws {
        await beginShutdown()
        try await running.value
        client.close()
    }

    /// Ends the worker at once; returns when it has ended.
    func cancel() async {
        running.cancel()
        _ = await running.result
        client.close()
    }
}

extension Logger {
    /// A log that nobody reads.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// Work that only a cancellation ends.
func workUntilCancelled() async throws {
    let (never, hold) = AsyncStream.makeStream(of: Void.self)
    for await _ in never {}
    withExtendedLifetime(hold) {}
    throw CancellationError()
}
