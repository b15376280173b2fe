import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// A cover template on which WeasyPrint works for a minute and longer.
@Suite("Cover templates are tried out beside the work", .timeLimit(.minutes(20))) struct CoverTrialTests {
    @Test("While a template takes for ever, faxes without it are made, and render ends when it is told")
    func slowTemplate() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer()
        let templates = try TemporaryFolder()
        let slow = try templates.write("cover.html", String(repeating: "<p>x</p>", count: 100_000))
        let sections = """
            \(Sections.all(line: exchange.device("1001"), mail: mailServer.port))
            render:
              covers: {slow: "\(slow)"}
              sandbox: {time: 10m, memory: 4GiB}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            #expect(try await faxpost.settled(job).attempts.count == 4)
            let render = try faxpost.process(.render)
            #expect(!render.output.contains("'slow'"), "the trial goes on")
            try await render.stop()
        }
    }
}
