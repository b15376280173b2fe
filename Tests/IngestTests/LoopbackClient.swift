import Configuration
import Directory
import FaxPolicy
import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import TestSupport

@testable import ingest

/// A client on a real socket, which says things and reads the answers.
final class LoopbackClient {
    struct Closed: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let channel: any Channel
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var input = ByteBuffer()

    /// Connects, lets `body` talk, and disconnects.
    ///
    /// - Parameter tls: begins TLS at once (RFC 8314 §3.3).
    static func with<Value: Sendable>(
        _ address: SocketAddress, tls: NIOSSLContext? = nil, _ body: @Sendable (LoopbackClient) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true).connect(to: address) {
                channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let pipeline = channel.channel
        return try await channel.executeThenClose { inbound, outbound in
            let client = LoopbackClient(channel: pipeline, inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(client)
        }
    }

    /// What a server says to whom it does not know yet.
    static func greeting(_ address: SocketAddress, tls: NIOSSLContext? = nil) async throws -> String {
        try await with(address, tls: tls) { client in try await client.reply() }
    }

    private init(
        channel: any Channel, inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Says STARTTLS and begins TLS.
    func startTLS(_ tls: NIOSSLContext) async throws {
        let reply = try await say("STARTTLS")
        guard reply.hasPrefix("220") else { throw SupportError("no TLS: \(reply)") }
        try await channel.eventLoop.submit { [channel] in
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLClientHandler(context: tls, serverHostname: "localhost"), position: .first)
        }.get()
    }

    /// Logs in by PLAIN with an initial response (RFC 4954 §4).
    func logIn(_ user: String, _ password: String) async throws -> String {
        try await say("AUTH PLAIN \(Data("\0\(user)\0\(password)".utf8).base64EncodedString())")
    }

    /// Says nothing more, and still listens.
    func closeOutput() async throws {
        try await channel.close(mode: .output).get()
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// The next whole reply, its lines joined by `|`.
    func reply() async throws -> String {
        var lines: [String] = []
        while true {
            let line = try await line()
            lines.append(line)
            if line.dropFirst(3).first != "-" { return lines.joined(separator: "|") }
        }
    }

    func say(_ text: String) async throws -> String {
        try await send(text + "\r\n")
        return try await reply()
    }

    /// Says EHLO, MAIL, RCPT and DATA; returns the last answer.
    func begin(
        recipients: [String] = ["+4922812345@fax.example"], from sender: String = "jane@example.com"
    ) async throws -> String {
        _ = try await reply()
        _ = try await say("EHLO client.example")
        _ = try await say("MAIL FROM:<\(sender)>")
        for recipient in recipients { _ = try await say("RCPT TO:<\(recipient)>") }
        return try await say("DATA")
    }

    private func line() async throws -> String {
        while true {
            if let end = input.readableBytesView.firstIndex(of: 10) {
                let line = input.readString(length: end - input.readerIndex + 1) ?? ""
                return String(line.dropLast())
            }
            guard var more = try await inbound.next() else { throw Closed() }
            input.writeBuffer(&more)
        }
    }
}

/// Runs a server on a port of the system's choice while `body` works, then shuts it down.
///
/// - Parameters:
///   - listen: where, if not there.
///   - failedLoginDelay: how long a login that fails takes.
///   - groups: where the senders' groups are known; then there is a directory in the configuration.
///   - entries: what senders may by their entries in a directory.
func withServer(
    _ yaml: String = "", listen: String? = nil, rules: String? = nil, groups: (any GroupSource)? = nil,
    people: (any PersonSource)? = nil, members: (any GroupMemberSource)? = nil, ledger: PageLedger? = nil,
    entries: SenderEntries? = nil, sink: FakeSink,
    certificate: ServerCertificate? = nil, users: (any UserDirectory)? = nil, failedLoginDelay: TimeAmount = .zero,
    _ body: @escaping @Sendable (SocketAddress, ServiceGroup) async throws -> Void
) async throws {
    let text = """
        ingest:
          \(try listen ?? "listen: 127.0.0.1:\(LoopbackPort.reserve())")
          hostname: fax.example
          domains: [fax.example, FAX.test]

        """
    let configuration = try Configuration(
        text: text + yaml + "\ndialling: {extension-digits: 10}\n"
            + (groups == nil ? "" : "directory: {url: 'ldap://x', base: 'dc=example'}\n")
            + (rules.map { "rules:\n\($0)\n" } ?? ""), file: "test.yaml")
    let gate = RecipientGate(
        configuration.ingest, FaxPolicy(rules: configuration.rules, configuration.dialling),
        listAddresses: configuration.fields.listAddresses, groups: groups, people: people,
        members: members, ledger: ledger, entries: entries,
        hasPostmaster: configuration.deliver.operatorAddress != nil)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (addresses, told) = AsyncStream<[SocketAddress]>.makeStream()
    let server = IngestServer(
        settings: configuration.ingest, gate: gate,
        fields: FieldPolicy(configuration.fields, lineGroups: configuration.knownLineGroups), sink: sink,
        certificate: certificate, users: users, failedLoginDelay: failedLoginDelay, logger: logger
    ) { told.yield($0) }
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        for await listening in addresses {
            try await body(listening[0], group)
            break
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}
