import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NetworkTrouble
import TestSupport
import Testing

@Suite("What goes wrong on a network is told in words", .timeLimit(.minutes(2))) struct NetworkTroubleTests {
    /// What the words must not have: names of somebody else's types.
    private static var foreign: Regex<Substring> { /NIO|BoringSSL|OPENSSL|ssl|Error|errno|\(|_/ }

    private func connect(host: String = "127.0.0.1", port: Int, timeout: TimeAmount = .seconds(5)) async throws
        -> String
    {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(timeout)
        do {
            let channel = try await bootstrap.connect(host: host, port: port).get()
            try await channel.close()
            return "connected"
        } catch {
            return NetworkTrouble.words(of: error)
        }
    }

    @Test func nobodyListens() async throws {
        let words = try await connect(port: try LoopbackPort.reserve())
        #expect(words.contains("the connection was refused") && !words.contains(Self.foreign))
    }

    @Test func noSuchHost() async throws {
        let words = try await connect(host: "no-such-host.invalid", port: 25)
        #expect(words == "no address is known of the host 'no-such-host.invalid'")
    }

    @Test func addressInUse() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let first = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(first.localAddress?.port)
        let error = try #require(
            await #expect(throws: (any Error).self) {
                try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: port).get()
            })
        #expect(NetworkTrouble.words(of: error) == "another program has the address")
        try await first.close()
    }

    @Test func theOtherSideSpeaksNoTLS() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
        }.bind(host: "127.0.0.1", port: 0).get()
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let failed = group.any().makePromise(of: String.self)
        let client = try await ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    try NIOSSLClientHandler(context: context, serverHostname: nil), ErrorTaker(failed),
                ])
            }
        }.connect(host: "127.0.0.1", port: try #require(server.localAddress?.port)).get()
        #expect(try await failed.futureResult.get() == "the other side does not speak TLS there")
        try? await client.close()
        try await server.close()
    }

    @Test func aFileThatIsNoCertificate() throws {
        let folder = try TemporaryFolder()
        try folder.write("certificate.pem", "no certificate\n")
        let error = try #require(
            #expect(throws: (any Error).self) { try NIOSSLCertificate.fromPEMFile(folder.path("certificate.pem")) })
        let words = NetworkTrouble.words(of: error)
        #expect(words.contains("PEM") && !words.contains(Self.foreign), "\(words)")
    }

    @Test(arguments: [
        NIOSSLError.noSuchFilesystemObject, .handshakeFailed(.syscallError), .handshakeFailed(.sslError([])),
        .uncleanShutdown, .readInInvalidTLSState,
    ])
    func nothingForeignIsSaid(error: NIOSSLError) {
        #expect(!NetworkTrouble.words(of: error).contains(Self.foreign))
    }
}

/// Tells the first error in a channel, in words.
private final class ErrorTaker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<String>

    init(_ promise: EventLoopPromise<String>) {
        self.promise = promise
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.succeed(NetworkTrouble.words(of: error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.succeed("closed")
    }
}

/// A mail server's first words, in the clear.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        context.channel.writeAndFlush(ByteBuffer(string: "220 mail.example ESMTP\r\n"), promise: nil)
    }
}
