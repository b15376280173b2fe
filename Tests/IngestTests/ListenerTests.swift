import Configuration
import FaxModel
import Foundation
import Logging
import NIOCore
import NIOPosix
import Pipeline
import Synchronization
import TestSupport
import Testing

@testable import ingest

@Suite("Listeners and their limits, on real sockets", .timeLimit(.minutes(20)))
struct ListenerTests {
    /// Another server is told that somebody listens at the socket, and leaves it to him.
    private static func expectOccupied(_ path: String) async throws {
        let configuration = try Configuration(
            text: "ingest: {listen: 'unix:\(path)', protocol: lmtp}\n", file: "test.yaml")
        let server = IngestServer(
            settings: configuration.ingest, gate: try .test(),
            fields: FieldPolicy(configuration.fields, lineGroups: []), sink: FakeSink(), logger: Logger(label: "test"))
        do {
            try await server.run()
            Issue.record("it listens")
        } catch let error as ListenError {
            #expect(error.description.hasPrefix("listener 'default' can't listen on unix:\(path): "))
        }
    }

    @Test("Several doors, each with rules of its own: IPv4, IPv6, and LMTP on a unix socket")
    func doors() async throws {
        let folder = try TemporaryFolder()
        let (four, six) = (try LoopbackPort.reserve(), try LoopbackPort.reserve())
        let sink = FakeSink()
        let listeners = """
            listeners:
                - {name: four, listen: "127.0.0.1:\(four)", networks: 192.0.2.1}
                - {name: six, listen: "[::1]:\(six)", networks: "::1", maximum-size: 64KiB}
                - {name: local, listen: "unix:\(folder.path("lmtp"))", protocol: lmtp}
            """
        try await withServer(listen: listeners, sink: sink) { _, _ in
            let greeting = try await LoopbackClient.greeting(try SocketAddress(ipAddress: "127.0.0.1", port: four))
            #expect(greeting.hasPrefix("554"))
            try await LoopbackClient.with(try SocketAddress(ipAddress: "::1", port: six)) { client in
                _ = try await client.reply()
                #expect(try await client.say("EHLO c").contains("SIZE 65536|"))
            }
            try await LoopbackClient.with(try SocketAddress(unixDomainSocketPath: folder.path("lmtp"))) { client in
                #expect(try await client.reply().contains("LMTP"))
                _ = try await client.say("LHLO c")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                for number in 1...3 { _ = try await client.say("RCPT TO:<\(number)@fax.example>") }
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                for _ in 2...3 { #expect(try await client.reply().hasPrefix("250")) }
            }
            try await Self.expectOccupied(folder.path("lmtp"))
            try await LoopbackClient.with(try SocketAddress(unixDomainSocketPath: folder.path("lmtp"))) { client in
                let greeting = try await client.reply()
                #expect(greeting.contains("LMTP"), "the first still has it")
            }
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path("lmtp"))[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o660)
        }
        #expect(sink.kept.map(\.mail.client) == ["local"])
        #expect(sink.kept.first?.mail.recipients.count == 3)
        #expect(sink.kept.first?.text.contains("with LMTP\r\n") == true)
    }

    @Test("§4.5.3.1.8: 500 recipients in a mail, and one more is 452")
    func recipients() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                try await client.send((1001...1501).map { "RCPT TO:<\($0)@fax.example>\r\n" }.joined())
                for _ in 1...500 { #expect(try await client.reply().hasPrefix("250")) }
                #expect(try await client.reply().hasPrefix("452 4.5.3"))
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.first?.mail.recipients.count == 500)
    }

    @Test("RFC 3030, RFC 3461: a mail in chunks, with what its envelope wants reported")
    func chunks() async throws {
        let sink = FakeSink(wholeLimit: 1000)
        let body = String(repeating: ".x\r\n", count: 5000)
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                _ = try await client.say("MAIL FROM:<jane@example.com> RET=FULL ENVID=4711")
                _ = try await client.say("RCPT TO:<1@fax.example> NOTIFY=FAILURE ORCPT=rfc822;one@x.example")
                #expect(try await client.say("BDAT \(body.utf8.count)\r\n\(body)BDAT 0 LAST").hasPrefix("250"))
                #expect(try await client.reply().hasPrefix("250"))
            }
        }
        let kept = try #require(sink.kept.first)
        #expect(kept.text.hasSuffix(body))
        #expect(kept.mail.returnedContent == .full && kept.mail.envelopeID == "4711")
        let document = DocumentReference(digest: DocumentDigest(of: [1]), byteCount: 1, mediaType: "message/rfc822")
        let payload = kept.mail.submission(document, [], duplicateWindow: .zero).tasks[0].payload
        let text = String(decoding: payload, as: UTF8.self)
        #expect(text.contains(#""notify":2"#) && text.contains(#""originalRecipient":"rfc822;one@x.example""#))
    }

    @Test("Connections beyond the limits are turned away with 421; room that is left is given again")
    func connections() async throws {
        try await withServer("  connections-per-client: 2", sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { first in
                _ = try await first.reply()
                try await LoopbackClient.with(address) { second in
                    _ = try await second.reply()
                    try await LoopbackClient.with(address) { third in
                        let refusal = try await third.reply()
                        #expect(refusal.hasPrefix("421 4.7.0"))
                        await #expect(throws: LoopbackClient.Closed.self) { try await third.reply() }
                    }
                }
                try await eventually("there is room again") {
                    try await LoopbackClient.with(address) { try await $0.reply().hasPrefix("220") }
                }
            }
        }
        try await withServer("  maximum-connections: 1", sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { first in
                _ = try await first.reply()
                let greeting = try await LoopbackClient.greeting(address)
                #expect(greeting.hasPrefix("421 4.3.2"))
            }
        }
    }

    @Test("Too many mails within a minute are 450, and the connection goes on")
    func rate() async throws {
        try await withServer("  mails-per-minute: 1", sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                #expect(try await client.say("MAIL FROM:<>").hasPrefix("250"))
                _ = try await client.say("RSET")
                #expect(try await client.say("MAIL FROM:<>").hasPrefix("450 4.7.1"))
                #expect(try await client.say("NOOP").hasPrefix("250"))
            }
        }
    }

    @Test("RFC 5321 §3.1: who talks before the greeting is cut off, where it is delayed")
    func earlyTalker() async throws {
        try await withServer("  greeting-delay: 4m", sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { client in
                try await client.send("EHLO c\r\nMAIL FROM:<>\r\n")
                #expect(try await client.reply().hasPrefix("554 5.5.0"))
                await #expect(throws: LoopbackClient.Closed.self) { try await client.reply() }
            }
        }
        try await withServer("  greeting-delay: 100ms", sink: FakeSink()) { address, _ in
            let greeting = try await LoopbackClient.greeting(address)
            #expect(greeting.hasPrefix("220"))
        }
    }

    @Test("A slow client is cut off by the clock of the mail, however often it says something")
    func slowClient() async throws {
        let sink = FakeSink()
        try await withServer("  mail-timeout: 30s\n  data-timeout: 20s", sink: sink) { address, _ in
            try await LoopbackClient.with(address) { slow in
                _ = try await slow.begin()
                let sender = slow.outbound
                let trickle = Task {
                    while !Task.isCancelled {
                        try await sender.write(ByteBuffer(string: "x"))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
                #expect(try await slow.reply().hasPrefix("421 4.4.2"))
                trickle.cancel()
            }
        }
        #expect(sink.kept.isEmpty)
    }

    @Test("Slow and dying clients delay nobody: others are answered before they have done")
    func slowClients() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            let (begun, hasBegun) = AsyncStream<Void>.makeStream()
            let quickOnes = Gate()
            try await withThrowingTaskGroup { tasks in
                for _ in 1...50 {
                    tasks.addTask {
                        // Whoever waits for all of them is not to wait for one that can't begin.
                        defer { hasBegun.finish() }
                        try await LoopbackClient.with(address) { slow in
                            _ = try await slow.begin()
                            try await slow.send("half a mail")
                            hasBegun.yield()
                            await quickOnes.opened()
                            #expect(try await slow.say(", and the rest\r\n.").hasPrefix("250"))
                        }
                    }
                    tasks.addTask {
                        // Dies in the middle of its mail.
                        defer { hasBegun.yield() }
                        try await LoopbackClient.with(address) { dying in
                            _ = try await dying.begin()
                            try await dying.send("half a mail")
                        }
                    }
                }
                defer { quickOnes.open() }
                var count = 0
                for await _ in begun {
                    count += 1
                    if count == 100 { break }
                }
                for _ in 1...5 {
                    try await LoopbackClient.with(address) { quick in
                        _ = try await quick.begin()
                        #expect(try await quick.say("x\r\n.").hasPrefix("250"))
                    }
                }
                #expect(sink.kept.count == 5, "the slow ones are still at it")
                quickOnes.open()
                try await tasks.waitForAll()
            }
        }
        #expect(sink.kept.count == 55)
    }

    /// Both ends are in this process; ten thousand are tried with ingest as a process (MailInTests).
    @Test("Two thousand idle connections, and two hundred busy ones, whose mails are all taken")
    func idleConnections() async throws {
        OpenFiles.raiseLimit()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let count = min(2000, Int(limit.rlim_cur) / 2 - 1000)
        try #require(count >= 500)
        let sink = FakeSink()
        try await withServer(
            "  maximum-connections: 20000\n  connections-per-client: 20000", sink: sink
        ) { address, _ in
            let idle = IdleConnections()
            defer { idle.close() }
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<10 {
                    tasks.addTask {
                        for _ in 0..<(count / 10) {
                            try await idle.open(address)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            try await withThrowingTaskGroup { tasks in
                for number in 1...200 {
                    tasks.addTask {
                        try await LoopbackClient.with(address) { client in
                            _ = try await client.reply()
                            _ = try await client.say("EHLO c")
                            for _ in 1...3 {
                                try await client.send(
                                    "MAIL FROM:<>\r\nRCPT TO:<20\(number)@fax.example>\r\nDATA\r\n")
                                for _ in 1...3 { _ = try await client.reply() }
                                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                            }
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(idle.count == count / 10 * 10)
        }
        #expect(sink.kept.count == 600)
    }
}

/// Connections over which nothing is said.
private final class IdleConnections: Sendable {
    private let channels = Mutex<[any Channel]>([])

    /// How many are still there.
    var count: Int { channels.withLock { $0.count { $0.isActive } } }

    func open(_ address: SocketAddress) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(to: address).get()
        channels.withLock { $0.append(channel) }
    }

    func close() {
        for channel in channels.withLock({ $0 }) { channel.close(promise: nil) }
    }
}
