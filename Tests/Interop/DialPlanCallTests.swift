import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Calls go over the lines that the dial plan says, and by the digits that it says", .timeLimit(.minutes(20)))
struct DialPlanCallTests {
    /// Two lines: one of group `sip` at `device`, one of group `isdn` on the modem 1002.
    private func with(
        _ exchange: Exchange, sip device: String, dialling: String,
        _ body: (SendingFaxpost) async throws -> Void
    ) async throws {
        let line = "station-id: \"+49 30 1001\", flow-control: software"
        let sections = """
            people:
              - {mail: jane@example.com, name: Jane Doe}
            dialling:
              extension-digits: 10
            \(dialling)
            faxout:
              lines:
                - {name: sip-1, group: sip, device: "\(device)", \(line)}
                - {name: isdn-1, group: isdn, device: "\(exchange.device("1002"))", \(line)}
              retry: {dials: 100, tries: 100, jitter: 0, no-answer: [1s], busy: [1s], dropped: [50ms], local: [60s]}
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render])
            try await faxpost.start(.faxout).says("The line is ready")
            try await body(SendingFaxpost(faxpost: faxpost))
        }
    }

    @Test("The first group dials, in its own form")
    func first() async throws {
        let exchange = try await Exchange(numbers: ["1001", "1002", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let dialling = """
              rules:
                - {name: all, to: anywhere, line-groups: [sip, isdn]}
                - {name: sip, to: anywhere, over: sip, dial: "0,{extension}", maximum-rate: 9600}
            """
        try await with(exchange, sip: exchange.device("1001"), dialling: dialling) { sender in
            let history = try await sender.sent(to: "2222", pages: 1)
            #expect(history.attempts.map(\.line) == ["sip-1"])
            #expect(history.attempts.map(\.dialled) == ["0,2222"])
            #expect(history.attempts.first?.bitRate == 9600)
            #expect(exchange.calls.contains { $0.contains("1001 dials 0,2222") || $0.contains("1001 dials 02222") })
            _ = try await efax.received()
        }
    }

    @Test("Where the first group's lines are out of service, the second group dials at once, in its form")
    func fallback() async throws {
        let exchange = try await Exchange(numbers: ["1002", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let dialling = """
              fallback-after: 2s
              rules:
                - {name: all, to: anywhere, line-groups: [sip, isdn]}
                - {name: isdn, to: anywhere, over: isdn, dial: "7{extension}"}
            """
        try await with(exchange, sip: "/nowhere/modem", dialling: dialling) { sender in
            let history = try await sender.sent(to: "2222", pages: 1)
            #expect(history.attempts.map(\.line) == ["isdn-1"])
            #expect(history.attempts.map(\.dialled) == ["72222"])
            #expect(
                history.events.contains { $0.text.contains("All lines of group sip are out of service") },
                "\(history.events)")
            _ = try await efax.received()
        }
    }

    @Test("A blocked number is refused at RCPT TO, with the operator's words, and faxctl says why")
    func blocked() async throws {
        let exchange = try await Exchange(numbers: ["1001", "1002"])
        let dialling = """
              blocked: [{to: "4711", because: Faxes to the old office are not sent.}]
            """
        try await with(exchange, sip: exchange.device("1001"), dialling: dialling) { sender in
            var refusal = ""
            do {
                _ = try await sender.faxpost.send(to: "4711")
            } catch {
                refusal = "\(error)"
            }
            #expect(refusal.contains("550") && refusal.contains("Faxes to the old office are not sent."))
            let blocked = try await sender.faxpost.faxctl("dialplan", "test", "4711", codes: [1])
            #expect(blocked.contains("The number is blocked"))
            let free = try await sender.faxpost.faxctl("dialplan", "test", "2222")
            #expect(free.contains("The modem dials: T2222"))
        }
    }
}
