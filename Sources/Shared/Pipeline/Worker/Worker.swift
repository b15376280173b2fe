import Configuration
public import FaxModel
import Foundation
public import Logging
public import ServiceLifecycle

/// Takes tasks of one stage from the spool, lets a handler work on them, and tells the spool how they ended.
///
/// On graceful shutdown (SIGTERM) it takes no more tasks and ends when those that it holds have ended. When it is
/// cancelled before that, the handlers are cancelled, and their tasks handed back.
public struct Worker<Handler: StageHandler>: Service {
    private let handler: Handler
    private let stage: Stage
    private let availability: Availability
    private let changes: AsyncStream<Availability>?
    private let client: SpoolClient
    private let retry: RetryPolicy
    private let logger: Logger

    /// A worker of `stage` that takes what `availability` says, or what `changes` say later.
    public init(
        _ handler: Handler, stage: Stage, availability: Availability, changes: AsyncStream<Availability>? = nil,
        client: SpoolClient, retry: RetryPolicy = RetryPolicy(), logger: Logger
    ) {
        self.handler = handler
        self.stage = stage
        self.availability = availability
        self.changes = changes
        self.client = client
        self.retry = retry
        self.logger = logger
    }

    /// Works until it is shut down.
    public func run() async throws {
        let events = client.connection.serve(stage: stage, availability)
        let telling = Task {
            guard let changes else { return }
            for await availability in changes { client.connection.change(to: availability) }
        }
        defer { telling.cancel() }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                let running = RunningTasks()
                for await event in events {
                    switch event {
                    case .start(let first):
                        for task in [first] + first.companions {
                            start(
                                Lease(task, companions: first.leases, client: client, logger: logger), running, &group)
                        }
                    case .stop(let task):
                        running.stop(task)
                    case .interrupt(let task):
                        running.interrupt(task)
                    case .pauseLines(let names):
                        await handler.pauseLines(names)
                    }
                }
            }
        } onGracefulShutdown: {
            client.connection.drain()
        }
    }

    private func start(_ lease: Lease, _ running: RunningTasks, _ group: inout DiscardingTaskGroup) {
        let work = Task { await process(lease) }
        running.began(lease, work)
        group.addTask {
            await withTaskCancellationHandler {
                await work.value
            } onCancel: {
                work.cancel()
            }
            running.ended(lease)
        }
    }

    private func process(_ lease: Lease) async {
        guard let completion = await completion(of: lease), !lease.isLost else { return }
        await settle(lease, completion)
    }

    private func completion(of lease: Lease) async -> Completion? {
        do {
            CrashPoint.working(stage).reached()
            return try await handler.handle(lease)
        } catch is LeaseLost {
            return nil
        } catch is CancellationError {
            return Completion(.released)
        } catch let error as CorruptPayload {
            lease.logger.error("The task is set aside: \(error)")
            return Completion(.corrupt(Failure(EnhancedStatusCode(5, 3, 0), "The task can't be read: \(error).")))
        } catch {
            if Task.isCancelled { return Completion(.released) }
            return await failed(lease, error)
        }
    }

    private func failed(_ lease: Lease, _ error: any Error) async -> Completion {
        if let error = error as? SpoolError, error.isLoss {
            lease.logger.error("Given up: \(error)")
            let sentence = "The spool has lost a part of the fax: \(error). Please send it again."
            return await handler.giveUp(lease, because: Failure(EnhancedStatusCode(5, 3, 0), sentence))
        }
        let failure = error as? Failure ?? Failure(EnhancedStatusCode(4, 3, 0), Self.words(of: error))
        let planned = retry.next(after: lease.task.troubles, now: Date())
        // A spool in trouble is nobody's failure: it is waited for as long as it takes.
        let time =
            (error as? SpoolError)?.isPassing == true
            ? planned ?? Date().addingTimeInterval(retry.longest / .seconds(1)) : planned
        guard let time else {
            lease.logger.error("Given up after \(lease.task.troubles + 1) tries: \(failure)")
            return await handler.giveUp(lease, because: failure)
        }
        lease.logger.warning("Will be tried again at \(time.formatted(.iso8601)): \(failure)")
        return Completion(.trouble(at: time, failure))
    }

    /// An error of our own says what it is; one of Foundation's has a cause, or a sentence besides its name.
    private static func words(of error: any Error) -> String {
        if error is CocoaError || error is POSIXError { return FileTrouble(error).sentence }
        return error is URLError ? error.localizedDescription : "\(error)"
    }

    /// Tells the spool, for as long as it takes: the lease is held meanwhile.
    private func settle(_ lease: Lease, _ completion: Completion) async {
        var completion = completion
        while true {
            do {
                completion.documents = try await client.sendAhead(completion.documents, deadline: nil)
                CrashPoint.ended(stage).reached()
                try await client.accept(.complete(lease.task.lease, completion), deadline: nil)
                return
            } catch let error as SpoolError {
                switch error.code {
                case .stale:
                    lease.logger.notice("The lease was over before the task was: \(error)")
                    return
                case .malformed, .version, .late, .taken, .damaged, .duplicate:
                    lease.logger.critical("The spool can't take how the task ended: \(error)")
                    // Not even that: a spool of another version, which somebody has to restart.
                    if case .corrupt = completion.verdict { await pause() }
                    completion = Completion(
                        .corrupt(Failure(EnhancedStatusCode(5, 3, 0), "Its end could not be stored: \(error).")))
                case .busy, .storage, .unknown:
                    // Unknown is a document on its way that a spool which restarted has forgotten: it goes anew.
                    lease.logger.error("The spool can't store how the task ended; said again in 2 s: \(error)")
                    await pause()
                case .unreachable:
                    return
                }
            } catch {
                preconditionFailure("the client of the spool throws SpoolError only, not \(error)")
            }
        }
    }

    /// Two seconds, also for a task that was cancelled, which does not sleep by itself.
    private func pause() async {
        await Task { try? await Task.sleep(for: .seconds(2)) }.value
    }
}
