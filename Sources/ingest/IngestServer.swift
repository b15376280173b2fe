import Configuration
import FaxModel
import Foundation
import Logging
import NIOCore
import NIOPosix
import NetworkTrouble
import SMTP
import ServiceLifecycle

/// Listens, and serves every client that connects, until the program is stopped.
final class IngestServer: Service {
    /// Decides for whom mail is taken.
    let gate: RecipientGate
    /// Decides which header fields are taken.
    let fields: FieldPolicy
    /// Where mails are kept.
    let sink: any MailSink
    /// Who takes answers to word of faxes; `nil` where none are taken.
    let answers: AnswerDesk?
    /// The certificate, where a listener has TLS.
    let certificate: ServerCertificate?
    /// Who may log in, where a listener has logins.
    let users: (any UserDirectory)?
    /// How long a login that fails takes at least: nobody can try many, or tell by the time whether a user is known.
    let failedLoginDelay: TimeAmount
    /// Where each accepted or refused mail gets a line.
    let logger: Logger
    private let listeners: [Listener]
    private let group: MultiThreadedEventLoopGroup
    private let connections = ConnectionSet()
    /// Told the addresses that it listens on, with the ports that the system chose.
    private let listening: @Sendable ([SocketAddress]) -> Void

    /// A server as section `ingest` says, for recipients that pass `gate` and header fields that `fields` lets pass.
    init(
        settings: IngestSettings, gate: RecipientGate, fields: FieldPolicy, sink: any MailSink,
        answers: AnswerDesk? = nil,
        certificate: ServerCertificate? = nil, users: (any UserDirectory)? = nil,
        failedLoginDelay: TimeAmount = .seconds(2), group: MultiThreadedEventLoopGroup = .singleton, logger: Logger,
        listening: @escaping @Sendable ([SocketAddress]) -> Void = { _ in }
    ) {
        listeners = settings.listeners.map { Listener($0, hostname: settings.hostname) }
        self.gate = gate
        self.fields = fields
        self.sink = sink
        self.answers = answers
        self.certificate = certificate
        self.users = users
        self.failedLoginDelay = failedLoginDelay
        self.logger = logger
        self.group = group
        self.listening = listening
    }

    /// Serves until shutdown; then lets the mails that are under way end. When it is cancelled, connections are cut.
    ///
    /// - Throws: `ListenError` when it can't listen on one of the addresses.
    func run() async throws {
        let channels = try await listen()
        listening(channels.compactMap(\.localAddress))
        try? await gracefulShutdown()
        for channel in channels { try? await channel.close() }
        await withTaskCancellationHandler {
            await connections.drain()
        } onCancel: {
            connections.closeAll()
        }
    }

    private func listen() async throws -> [any Channel] {
        var channels: [any Channel] = []
        do {
            for listener in listeners {
                for address in listener.settings.listen {
                    do {
                        channels.append(try await bind(listener, address))
                    } catch {
                        throw ListenError(
                            listener: listener.settings.name, address: address, reason: NetworkTrouble.words(of: error))
                    }
                    logger.notice(
                        "listening", metadata: ["listener": "\(listener.settings.name)", "address": "\(address)"])
                }
            }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        return channels
    }

    private func bind(_ listener: Listener, _ address: ListenAddress) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
        switch address {
        case .port(let place):
            // An IPv6 address is for IPv6 alone (RFC 3493 §5.3): who wants both says so, and `networks` mean what they say.
            let isOnlySix = place.host.contains(":")
            return
                try await bootstrap
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard isOnlySix else { return }
                        try channel.syncOptions?.setOption(
                            ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 1)
                    }
                }
                .childChannelInitializer { channel in
                    self.begin(channel, listener, client: channel.remoteAddress?.ipAddress ?? "unknown")
                }
                .bind(host: place.host, port: place.port).get()
        case .socket(let path):
            // The file of an ingest that has died may be there, and is replaced; that of one that lives is not taken from it.
            if let other = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get() {
                try? await other.close()
                throw IOError(errnoCode: EADDRINUSE, reason: "another program listens there")
            }
            let channel =
                try await bootstrap
                .childChannelInitializer { self.begin($0, listener, client: nil) }
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            // Whom the folder lets through, its owner and group, may write into the socket, and nobody else.
            guard chmod(path, 0o660) == 0 else {
                let error = IOError(errnoCode: errno, reason: "chmod \(path)")
                try? await channel.close()
                throw error
            }
            return channel
        }
    }

    /// Sets how a client's connection is read and written: at once, and not by way of the bootstrap, which makes a future of each option.
    private static func prepare(_ channel: any Channel, isLocal: Bool) throws {
        guard let options = channel.syncOptions else { preconditionFailure("a socket takes options on its own loop") }
        try options.setOption(.autoRead, value: false)
        try options.setOption(.maxMessagesPerRead, value: 1)
        // Each connection keeps such a buffer, and most are idle.
        try options.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 10))
        // A client that has nothing more to say still hears what became of its mail.
        try options.setOption(.allowRemoteHalfClosure, value: true)
        if !isLocal { try options.setOption(.tcpOption(.tcp_nodelay), value: 1) }
    }

    private func begin(_ channel: any Channel, _ listener: Listener, client: String?) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try Self.prepare(channel, isLocal: client == nil)
            try channel.pipeline.syncOperations.addHandler(
                SMTPConnection(server: self, listener: listener, client: client))
            self.connections.insert(channel)
        }
    }
}

/// An address that can't be listened on.
struct ListenError: Error, CustomStringConvertible {
    /// The listener's name.
    var listener: String
    /// The address.
    var address: ListenAddress
    /// Why.
    var reason: String

    var description: String { "listener '\(listener)' can't listen on \(address): \(reason)" }
}
