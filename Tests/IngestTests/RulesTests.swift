import Directory
import FaxModel
import LDAPGrammar
import NIOCore
import Synchronization
import Testing

@testable import ingest

/// A directory that answers what it was told to, and can be made to wait.
final class ScriptedGroups: GroupSource {
    private let groups: [DirectoryIdentity: String]
    private let failure: Failure?
    private let isHeld: Bool
    private let state = Mutex(
        (
            asked: [DirectoryIdentity](), held: [CheckedContinuation<Void, Never>](),
            watchers: [CheckedContinuation<Void, Never>]()
        ))

    init(_ groups: [DirectoryIdentity: String] = [:], failure: Failure? = nil, isHeld: Bool = false) {
        self.groups = groups
        self.failure = failure
        self.isHeld = isHeld
    }

    var asked: [DirectoryIdentity] { state.withLock { $0.asked } }

    func groups(of identity: DirectoryIdentity) async throws(Failure) -> Set<DistinguishedName> {
        state.withLock { $0.asked.append(identity) }
        if isHeld {
            await withCheckedContinuation { continuation in
                let watchers = state.withLock { state in
                    state.held.append(continuation)
                    defer { state.watchers = [] }
                    return state.watchers
                }
                for watcher in watchers { watcher.resume() }
            }
        }
        if let failure { throw failure }
        return Set([groups[identity].flatMap(DistinguishedName.init)].compactMap(\.self))
    }

    /// Returns when somebody waits for an answer.
    func somebodyWaits() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                if state.held.isEmpty { state.watchers.append(continuation) }
                return !state.held.isEmpty
            }
            if waits { continuation.resume() }
        }
    }

    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

@Suite("Rules on a real socket", .timeLimit(.minutes(20)))
struct RulesTests {
    private static let managers = """
          - name: Managers
            who: {group: managers}
            may-fax: anywhere
            line-group: board
          - name: The others
            who: {from: "*@example.com"}
            may-fax: [+49]
            because: Abroad is for managers.
        """

    @Test("Each recipient is answered by the rule that matches, and the accepted ones carry its terms")
    func recipients() async throws {
        let sink = FakeSink()
        let groups = ScriptedGroups([.address("boss@example.com"): "cn=managers,dc=example"])
        try await withServer(rules: Self.managers, groups: groups, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                for (sender, answers) in [
                    ("boss@example.com", ["250 2.1.5 Recipient ok", "250 2.1.5 Recipient ok"]),
                    ("jane@example.com", ["250 2.1.5 Recipient ok", "550 5.7.1 Abroad is for managers."]),
                    ("eve@evil.example", Array(repeating: "550 5.7.1 You may not send faxes to", count: 2)),
                ] {
                    _ = try await client.say("MAIL FROM:<\(sender)>")
                    for (number, answer) in zip(["+4930123", "+43123"], answers) {
                        let said = try await client.say("RCPT TO:<\(number)@fax.example>")
                        #expect(said.hasPrefix(answer), "\(sender): \(said)")
                    }
                    if try await client.say("DATA").hasPrefix("354") {
                        _ = try await client.say("x\r\n.")
                    } else {
                        _ = try await client.say("RSET")
                    }
                }
            }
        }
        #expect(
            sink.kept.map { $0.mail.recipients.map { $0.terms?.rule } } == [["Managers", "Managers"], ["The others"]])
        #expect(sink.kept.first?.mail.recipients.first?.terms?.lineGroup == Lane(rawValue: "board"))
        #expect(sink.kept.map { $0.mail.refusals.map(\.rule) } == [[], ["The others"]])
        #expect(sink.kept.last?.mail.refusals.first?.recipient == "+43123@fax.example")
    }

    @Test("Refused recipients of one mail are not told of in the next")
    func notes() async throws {
        let sink = FakeSink()
        try await withServer(rules: "  - {name: Home, may-fax: [+49]}", sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                for recipients in [["+43111"], ["+43222", "+4930", "+43333"], ["+4931"]] {
                    _ = try await client.say("MAIL FROM:<jane@example.com>")
                    for number in recipients { _ = try await client.say("RCPT TO:<\(number)@fax.example>") }
                    if try await client.say("DATA").hasPrefix("354") {
                        _ = try await client.say("x\r\n.")
                    } else {
                        _ = try await client.say("RSET")
                    }
                }
            }
        }
        #expect(
            sink.kept.map { $0.mail.refusals.map(\.recipient) } == [["+43222@fax.example", "+43333@fax.example"], []])
    }

    @Test("While the directory does not answer, nothing is let through, and the client is to try again")
    func directoryDown() async throws {
        let groups = ScriptedGroups(failure: Failure(EnhancedStatusCode(4, 4, 3), "The directory is down."))
        try await withServer(rules: Self.managers, groups: groups, sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                #expect(
                    try await client.say("RCPT TO:<+4930123@fax.example>")
                        == "451 4.4.3 Whether you may fax can't be looked up now; try again later")
                #expect(try await client.say("DATA").hasPrefix("554"))
            }
        }
    }

    @Test("The null reverse path is in no group, and nobody is asked about it")
    func nullReversePath() async throws {
        let groups = ScriptedGroups([.address(""): "cn=managers,dc=example"])
        try await withServer(rules: Self.managers, groups: groups, sink: FakeSink()) { address, _ in
            try await LoopbackClient.with(address) { client in
                let data = try await client.begin(from: "")
                #expect(data.hasPrefix("554"))
            }
        }
        #expect(groups.asked.isEmpty)
    }

    @Test("A client that pipelines waits for the directory, command by command; one that leaves meanwhile does no harm")
    func pipelining() async throws {
        let sink = FakeSink()
        let groups = ScriptedGroups([.address("boss@example.com"): "cn=managers,dc=example"], isHeld: true)
        try await withServer(rules: Self.managers, groups: groups, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                try await client.send("MAIL FROM:<boss@example.com>\r\nRCPT TO:<+43111@fax.example>\r\nDATA\r\n")
                #expect(try await client.reply().hasPrefix("250"))
                await groups.somebodyWaits()
                groups.release()
                #expect(try await client.reply().hasPrefix("250 2.1.5"))
                #expect(try await client.reply().hasPrefix("354"))
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                try await client.send("MAIL FROM:<boss@example.com>\r\nRCPT TO:<+43222@fax.example>\r\n")
                await groups.somebodyWaits()
            }
            groups.release()
            try await LoopbackClient.with(address) { client in
                let greeting = try await client.reply()
                #expect(greeting.hasPrefix("220"))
            }
        }
        #expect(sink.kept.count == 1)
    }

    private static let trusted = """
          trusted-authentication: [{server: mx.example.com, networks: [127.0.0.1]}]
        """

    private static let proved = """
          - name: Proved
            who: {from: "*@example.com", verified: dmarc}
            may-fax: [+49]
            cover-page: always
          - {name: Nobody else, may-fax: ["12"]}
        """

    private static let pass = "Authentication-Results: mx.example.com;\r\n\tdmarc=pass header.from=example.com\r\n"

    /// What the end of a mail with this header is answered, where RCPT is answered 250.
    private func answer(
        _ header: String, ingest: String = trusted, from sender: String = "jane@example.com", body: String = "x\r\n",
        recipients: [String] = ["+4930123@fax.example"], sink: FakeSink = FakeSink()
    ) async throws -> String {
        let answers = Mutex("")
        try await withServer(ingest, rules: Self.proved, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                let data = try await client.begin(recipients: recipients, from: sender)
                let said = data.hasPrefix("354") ? try await client.say("\(header)\r\n\(body).") : data
                answers.withLock { $0 = said }
            }
        }
        return answers.withLock { $0 }
    }

    @Test("What a trusted front server has found lets a mail pass at its end, also where it is large")
    func verified() async throws {
        let sink = FakeSink(wholeLimit: 10_000)
        #expect(try await answer("Subject: x\r\n" + Self.pass, sink: sink).hasPrefix("250"))
        let large = String(repeating: "0123456789\r\n", count: 5000)
        #expect(try await answer(Self.pass, body: large, sink: sink).hasPrefix("250"))
        #expect(sink.kept.map { $0.mail.recipients.map(\.terms?.rule) } == [["Proved"], ["Proved"]])
        #expect(sink.kept.first?.mail.recipients.first?.terms?.coverPage == true)
    }

    @Test(
        "A field that proves nothing is refused at the end of the mail, and nothing is kept",
        arguments: [
            "", "Authentication-Results: mx.example.com; dmarc=fail header.from=example.com\r\n",
            "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.com\r\n",
            "Authentication-Results: mx.example.com; dmarc=pass header.from=evil.example\r\n",
            "Authentication-Results: mx.example.com; dmarc=fail header.from=example.com\r\n" + pass,
            "\r\n" + pass, "X-Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n",
            "Subject: x\r\n " + pass,
        ])
    func unproved(header: String) async throws {
        let sink = FakeSink()
        #expect(try await answer(header, sink: sink) == "550 5.7.1 You may not send faxes to +4930123.")
        #expect(sink.kept.isEmpty)
    }

    @Test("A spoofed field of a client that is not the front server is not even looked at: RCPT is refused")
    func spoofed() async throws {
        let elsewhere = "  trusted-authentication: [{server: mx.example.com, networks: [192.0.2.1]}]"
        #expect(try await answer(Self.pass, ingest: elsewhere).hasPrefix("554 5.5.1"))
        #expect(try await answer(Self.pass, ingest: "").hasPrefix("554 5.5.1"))
        #expect(try await answer(Self.pass, from: "jane@evil.example").hasPrefix("554 5.5.1"))
    }

    @Test("A mail has one answer: where one of its recipients may not be faxed after all, none is")
    func several() async throws {
        let sink = FakeSink()
        let recipients = ["12@fax.example", "+4930123@fax.example"]
        #expect(
            try await answer("", recipients: recipients, sink: sink)
                == "550 5.7.1 You may not send faxes to +4930123. Nothing of the mail was faxed.")
        #expect(sink.kept.isEmpty)
        #expect(
            try await answer(Self.pass, recipients: recipients, sink: sink).hasPrefix("550"),
            "12 is no number in Germany")
        #expect(try await answer("", recipients: ["12@fax.example"], sink: sink).hasPrefix("250"))
    }
}
