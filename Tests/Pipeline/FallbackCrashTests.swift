import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("The spool dies when it has given a fax to another group of lines", .timeLimit(.minutes(20)))
struct FallbackCrashTests {
    @Test("The fax is in that group, is dialled once, and its sender is told so")
    func moved() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let mailServer = try await MailServer()
        let line = exchange.device("1001")
        let sections = """
            dialling:
              extension-digits: 10
              line-group: isdn
              fallback-after: 1h
              rules:
                - {name: All, to: anywhere, line-groups: [sip, isdn]}
            faxout:
              finish-within: 1s
              lines:
                - {name: dead, device: /dev/faxpost-no-such-line, group: sip}
                - {name: line-1, device: "\(line)", group: isdn, flow-control: software}
            """
        try await Faxpost.with([Sections.people, sections, Sections.deliver(mailServer.port)].joined(separator: "\n")) {
            faxpost in
            let efax = try await Efax(device: exchange.device("2222"))
            let spool = try await faxpost.start(
                .spool, environment: [CrashPoint.variable: CrashPoint.spoolMoved.rawValue])
            try await faxpost.start(Faxpost.Program.allCases.filter { $0 != .spool })
            let job = try await faxpost.send(to: "2222")[0]
            #expect(try await spool.ended() == .killed(signal: SIGKILL))
            try await faxpost.start(.spool)
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.attempts.map(\.line) == ["line-1"])
            let moves = history.events.filter {
                $0.text.contains("All lines of group sip are out of service; one of group isdn may dial it now.")
            }
            #expect(moves.count == 1, "\(history.events)")
            #expect(try await efax.received().count == 2)
            #expect(exchange.calls.filter { $0.contains("dials 2222") }.count == 1)
            #expect(try await mailServer.mail(1).field("X-Fax-Job") == job.description)
        }
    }
}
