import Configuration
import Logging
import NIOCore
import NIOPosix
import SMTP
import ServiceLifecycle
import Synchronization

/// Listens, and serves every client that connects, until the program is stopped.
final class IngestServer: Service {
    /// What the state machines go by.
    let smtp: SMTPServerSettings
    /// The clients that may send.
    let networks: [AddressRange]
    /// Decides for whom mail is taken.
    let gate: RecipientGate
    /// Where mails are kept.
    let sink: any MailSink
    /// Where each accepted or refused mail gets a line.
    let logger: Logger
    private let addresses: [HostAndPort]
    private let group: MultiThreadedEventLoopGroup
    private let connections = ConnectionSet()
    /// Told the addresses that it listens on, with the ports that the system chose.
    private let listening: @Sendable ([SocketAddress]) -> Void

    /// A server as section `ingest` says, for recipients that pass `gate`.
    init(
        settings: IngestSettings, gate: RecipientGate, sink: any MailSink,
        group: MultiThreadedEventLoopGroup = .singleton, logger: Logger,
        listening: @escaping @Sendable ([SocketAddress]) -> Void = { _ in }
    ) {
        var smtp = SMTPServerSettings(
            hostname: settings.hostname, maximumSize: settings.maximumSize.bytes,
            maximumRecipients: settings.maximumRecipients)
        smtp.commandTimeout = TimeAmount(settings.commandTimeout)
        smtp.dataTimeout = TimeAmount(settings.dataTimeout)
        self.smtp = smtp
        networks = settings.networks
        self.gate = gate
        self.sink = sink
        self.logger = logger
        addresses = settings.listen
        self.group = group
        self.listening = listening
    }

    /// Serves until shutdown; then lets the mails that are under way end. When it is cancelled, connections are cut.
    ///
    /// - Throws: the system's error when it can't listen on one of the addresses.
    func run() async throws {
        let listeners = try await listen()
        listening(listeners.compactMap(\.localAddress))
        try? await gracefulShutdown()
        for listener in listeners { try? await listener.close() }
        await withTaskCancellationHandler {
            await connections.drain()
        } onCancel: {
            connections.closeAll()
        }
    }

    private func listen() async throws -> [any Channel] {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let client = channel.remoteAddress?.ipAddress ?? "unknown"
                    try channel.pipeline.syncOperations.addHandler(SMTPConnection(server: self, client: client))
                    self.connections.insert(channel)
                }
            }
        var listeners: [any Channel] = []
        do {
            for address in addresses {
                let listener = try await bootstrap.bind(host: address.host, port: address.port).get()
                listeners.append(listener)
                logger.notice("listening", metadata: ["address": "\(listener.localAddress?.description ?? "")"])
            }
        } catch {
            for listener in listeners { try? await listener.close() }
            throw error
        }
        return listeners
    }
}

/// The connections that are open.
private final class ConnectionSet: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func insert(_ channel: any Channel) {
        let isDraining = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isDraining
        }
        channel.closeFuture.whenComplete { _ in self.remove(channel) }
        if isDraining { channel.close(promise: nil) }
    }

    /// Asks every connection to end, and returns when all have.
    func drain() async {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(SMTPConnection.Drain()) }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if !state.channels.isEmpty { state.waiter = continuation }
                return state.channels.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }

    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }

    private func remove(_ channel: any Channel) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.channels[ObjectIdentifier(channel)] = nil
            guard state.channels.isEmpty else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
