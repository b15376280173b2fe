import Configuration
import Foundation
import Logging
import Pipeline
import ServiceLifecycle
import Synchronization
import ZeroMQ

/// Carries requests to the engine and its answers back: a ROUTER socket for the talk, an XPUB socket for events, both
/// on one thread, which is also the one that writes the store.
final class SpoolServer: Service {
    /// Requests that share one commit at the most.
    private let largestBatch = 512

    private let store: any SpoolStore & Sendable
    private let settings: SpoolSettings
    private let lineGroups: [LineGroupSettings]
    private let fallbackAfter: Duration
    private let credentials: SpoolCredentials?
    private let logger: Logger
    private let wakeup = Wakeup()
    private let stopped = Atomic<Bool>(false)

    /// A server over `store`.
    ///
    /// - Parameters:
    ///   - fallbackAfter: how long a fax waits for a line of its group until another group's may take it.
    ///   - credentials: this host's keys; `nil` where whoever opens the endpoints may do everything.
    init(
        store: any SpoolStore & Sendable, settings: SpoolSettings, lineGroups: [LineGroupSettings],
        fallbackAfter: Duration, credentials: SpoolCredentials?, logger: Logger
    ) {
        self.store = store
        self.settings = settings
        self.lineGroups = lineGroups
        self.fallbackAfter = fallbackAfter
        self.credentials = credentials
        self.logger = logger
    }

    /// Serves until it is shut down.
    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let thread = Thread { continuation.resume(with: Result { try self.serve() }) }
                thread.name = "spool"
                thread.start()
            }
        } onGracefulShutdown: {
            self.stopped.store(true, ordering: .releasing)
            self.wakeup.signal()
        }
    }

    private func serve() throws {
        let context = ZeroMQContext()
        let socket = try ZeroMQSocket(.router, context: context, maximumFrameSize: Int64(Envelope.largestFrame))
        let publisher = try ZeroMQSocket(.publisher, context: context)
        var engine = try SpoolEngine(
            store: store, settings: settings, lineGroups: lineGroups, fallbackAfter: fallbackAfter,
            logger: logger, now: .now)
        let keyGuard = try credentials.map { try guardKeys(of: $0, context) }
        defer { withExtendedLifetime(keyGuard) {} }
        if let own = credentials?.own {
            try socket.serveSecurely(as: own)
            try publisher.serveSecurely(as: own)
        }
        try socket.bind(to: settings.endpoint, key: "spool.endpoint")
        try publisher.bind(to: settings.events, key: "spool.events")
        logger.notice("serving", metadata: ["endpoint": "\(settings.endpoint)", "tasks": "\(engine.depth)"])
        var hasSubscribers = false
        while !stopped.load(ordering: .acquiring) {
            let batch = try receive(socket)
            while let message = try publisher.receive() { hasSubscribers = message.first?.first == 1 }
            let isHandOff = batch.contains { $0.isHandOff }
            if isHandOff { CrashPoint.spoolReceived.reached() }
            let effects = engine.process(batch, isAll: batch.count < largestBatch, now: .now)
            if isHandOff { CrashPoint.spoolWritten.reached() }
            if effects.hasMoved { CrashPoint.spoolMoved.reached() }
            var undeliverable = try send(effects, socket, publisher, hasSubscribers)
            while let message = undeliverable.popLast() {
                undeliverable += try send(engine.undeliverable(message, now: .now), socket, publisher, hasSubscribers)
            }
            if batch.count < largestBatch {
                let patience = engine.patience(now: .now)
                try socket.poll(or: wakeup.descriptor, milliseconds: Int(patience / .milliseconds(1)) + 1)
                wakeup.clear()
            }
        }
    }

    /// Admits the hosts of the configuration, and the spool's own. A key that is refused is told once.
    private func guardKeys(of credentials: SpoolCredentials, _ context: ZeroMQContext) throws -> KeyGuard {
        let admitted = Set((settings.keys?.admit ?? []).map { CurveKey($0) } + [credentials.own.publicKey])
        let told = Mutex<Set<String>>([])
        return try KeyGuard(context, admitting: admitted) { [logger] refusal in
            let isNews = told.withLock { told in
                told.count < 1000 && told.insert("\(refusal.address) \(refusal.key?.text ?? "")").inserted
            }
            guard isNews else { return }
            logger.warning(
                "A program was not let in: its host's key is not among spool.keys.admit",
                metadata: ["address": "\(refusal.address)", "key": "\(refusal.key?.text ?? "none")"])
        }
    }

    private func receive(_ socket: borrowing ZeroMQSocket) throws -> [SpoolEngine.Incoming] {
        var batch: [SpoolEngine.Incoming] = []
        while batch.count < largestBatch, let (name, frames) = try socket.receiveFromPeer() {
            guard let numbered = Request.read(frames) else {
                logger.error("A message that is none of ours was thrown away", metadata: ["frames": "\(frames.count)"])
                continue
            }
            batch.append(
                SpoolEngine.Incoming(
                    worker: WorkerID(bytes: name), number: numbered.number, request: numbered.request))
        }
        return batch
    }

    /// Sends what follows from a batch.
    ///
    /// - Returns: the messages whose worker is gone.
    private func send(
        _ effects: Batch.Effects, _ socket: borrowing ZeroMQSocket, _ publisher: borrowing ZeroMQSocket,
        _ hasSubscribers: Bool
    ) throws -> [Batch.Outgoing] {
        var undeliverable: [Batch.Outgoing] = []
        for message in effects.messages {
            let frames = message.response.frames(request: message.number)
            if try !socket.send(frames, to: message.worker.bytes) { undeliverable.append(message) }
        }
        if hasSubscribers {
            for event in effects.events { _ = try publisher.send(event.frames) }
        }
        return undeliverable
    }
}

extension SpoolEngine.Incoming {
    /// Whether a fax moves on with it, so that whoever asks waits for the disk.
    fileprivate var isHandOff: Bool {
        switch request {
        case .success(.submit), .success(.amend), .success(.complete), .success(.checkpoint): true
        case .success(.ready), .success(.write), .success(.seal), .success(.fetch), .success(.query),
            .success(.command), .success(.publish), .failure:
            false
        }
    }
}
