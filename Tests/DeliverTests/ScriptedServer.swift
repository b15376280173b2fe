import NIOCore
import NIOPosix

/// A mail server of a few lines: it says its lines in turn, each after something has come that ends with the one awaited.
final class ScriptedServer: Sendable {
    /// What it waits for, and what it says then; without a line it hangs up.
    struct Turn: Sendable {
        var awaits: String
        var says: String?
    }

    private let listener: any Channel
    let port: Int

    init(greeting: String?, _ turns: [Turn]) async throws {
        listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Player(greeting: greeting, turns: turns))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    func stop() async throws {
        try await listener.close()
    }

    private final class Player: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let greeting: String?
        private var turns: [Turn]
        private var heard = ""

        init(greeting: String?, turns: [Turn]) {
            self.greeting = greeting
            self.turns = turns
        }

        func channelActive(context: ChannelHandlerContext) {
            say(greeting, context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            heard += String(buffer: unwrapInboundIn(data))
            defer { heard = String(heard.suffix(100)) }
            while let turn = turns.first, heard.contains(turn.awaits) {
                turns.removeFirst()
                heard = ""
                say(turn.says, context)
            }
        }

        private func say(_ line: String?, _ context: ChannelHandlerContext) {
            guard let line else { return context.close(promise: nil) }
            guard !line.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
        }
    }
}
