import Foundation
import TestSupport
import Testing

/// Programs of another host, and a network between that resets their connections again and again.
@Suite("Connections to the spool that are reset", .timeLimit(.minutes(20)))
struct ResetTests {
    /// Passes on what comes at the port of its first argument to that of its second, and resets each connection (RST, which throws away what is
    /// on its way) after some thousand octets. It says `reset N` of each.
    private static let relay = """
        import random, selectors, socket, struct, sys
        chance = random.Random(1)
        waiting = selectors.DefaultSelector()
        entrance = socket.create_server(('127.0.0.1', int(sys.argv[1])))
        waiting.register(entrance, selectors.EVENT_READ)
        print('listening', flush=True)
        peers, left, resets = {}, {}, 0
        def end(pair):
            for one in pair:
                if one in peers:
                    del peers[one]
                    waiting.unregister(one)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                    one.close()
        while True:
            for key, _ in waiting.select():
                near = key.fileobj
                if near is entrance:
                    near = entrance.accept()[0]
                    try:
                        far = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
                    except OSError:
                        near.close()
                        continue
                    peers[near], peers[far] = far, near
                    left[frozenset((near, far))] = chance.randrange(4000, 40000)
                    for one in (near, far): waiting.register(one, selectors.EVENT_READ)
                elif near in peers:
                    far = peers[near]
                    pair = frozenset((near, far))
                    try:
                        octets = near.recv(4096)
                        left[pair] -= len(octets)
                        if octets and left[pair] > 0:
                            far.sendall(octets)
                            continue
                    except OSError:
                        octets = b''
                    end(pair)
                    if octets:
                        resets += 1
                        print('reset', resets, flush=True)
        """

    /// Hands in thirty faxes of which nothing can be printed; what is not taken now, again.
    private static let application = #"""
        import smtplib, sys
        for number in range(30):
            for attempt in range(100):
                try:
                    with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as server:
                        server.sendmail('jane@example.com', ['22281234%02d@fax.example' % number], (
                            'From: jane@example.com\r\nMessage-ID: <%d@client.example>\r\nX-Fax-Reference: order %d\r\n'
                            'X-Fax-Cover-Page: no\r\n\r\n' % (number, number)))
                    break
                except smtplib.SMTPException as trouble:
                    print(number, trouble, flush=True)
        """#

    @Test(
        "Whatever is lost on the way is asked for again: each mail that was taken is one fax, and each result comes once"
    )
    func resets() async throws {
        let mailServer = try await MailServer()
        try await Faxpost.with("") { faxpost in
            let (port, relayed, events) = (
                try LoopbackPort.reserve(), try LoopbackPort.reserve(), try LoopbackPort.reserve()
            )
            var keys: [String: String] = [:]
            for host in ["here", "there"] {
                keys[host] = try await Self.faxctl("key", "make", faxpost.folder.path("\(host).key"))
                    .trimmingCharacters(in: .newlines)
            }
            for (host, port, whom) in [
                ("here", port, "admit: ['\(keys["there"]!)']"), ("there", relayed, "spool: '\(keys["here"]!)'"),
            ] {
                try faxpost.folder.write(
                    "\(host).yaml",
                    """
                    spool:
                      endpoint: tcp://127.0.0.1:\(port)
                      events: tcp://127.0.0.1:\(events)
                      directory: \(faxpost.folder.path("spool"))
                      minimum-free-disk: 1MiB
                      lease: 10s
                      keys:
                        secret-file: \(faxpost.folder.path("\(host).key"))
                        \(whom)
                    dialling: {extension-digits: 10}
                    ingest: {listen: "127.0.0.1:\(faxpost.port)", hostname: fax.example, domains: fax.example}
                    deliver: {smarthost: "127.0.0.1:\(mailServer.port)", hostname: fax.example, first-retry: 50ms}

                    """)
            }
            let relay = try ChildProcess("/usr/bin/python3", ["-c", Self.relay, "\(relayed)", "\(port)"])
            try await relay.says("listening")
            try await faxpost.start(.spool, configuration: "here.yaml")
            for program in [Faxpost.Program.ingest, .enrich, .render, .deliver] {
                try await faxpost.start(program, configuration: "there.yaml")
            }
            _ = try await ChildProcess.run("/usr/bin/python3", ["-c", Self.application, "\(faxpost.port)"])
            try await mailServer.process.says("kept 30\n", within: .seconds(400))
            let here = faxpost.folder.path("here.yaml")
            try await eventually("nothing is left to do", within: .seconds(240)) {
                let depths = try await Self.faxctl("queue", "--json", "--config", here)
                return !depths.contains(#/"(?:ready|leased|delayed|blocked|held|failed|corrupt)" : [1-9]/#)
            }
            #expect(
                mailServer.mails.compactMap { $0.field("X-Fax-Reference") }.sorted()
                    == (0..<30).map { "order \($0)" }.sorted())
            #expect(Set(mailServer.mails.compactMap { $0.field("X-Fax-Job") }).count == 30)
            try await relay.says("reset 10\n")
        }
    }

    private static func faxctl(_ arguments: String...) async throws -> String {
        try await ChildProcess.run(Faxpost.binaries.appending(path: "faxctl").path, arguments)
    }
}
