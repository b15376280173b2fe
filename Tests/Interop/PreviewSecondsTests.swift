import Foundation
import TestSupport
import Testing

@Suite("What a preview says that a call takes", .timeLimit(.minutes(15)))
struct PreviewSecondsTests {
    private struct Summary: Decodable {
        var pages: Int
        var seconds: Int
    }

    @Test(
        "The seconds are those of the line, by its own clock, to a tenth: of few pages and of many", arguments: [1, 6])
    func seconds(pages: Int) async throws {
        let folder = try TemporaryFolder()
        try folder.write("text.txt", SendingFaxpost.text(pages: pages))
        let configuration = try folder.write("faxpost.yaml", "log: {level: error}\n")
        let said = try await ChildProcess.run(
            Faxpost.binaries.appending(path: "render").path,
            [
                "preview", folder.path("text.txt"), "--json", "--output", folder.path("text.png"), "--config",
                configuration,
            ])
        let preview = try JSONDecoder().decode(Summary.self, from: Data(said.utf8))
        #expect(preview.pages == pages)

        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            _ = try await faxpost.sent(to: "2222", pages: pages)
            _ = try await hylafax.received()
            try await exchange.process.says("over after")
        }
        let match = try #require(exchange.process.output.firstMatch(of: #/over after ([0-9.]+) s of line time/#))
        let seconds = try #require(Double(match.output.1))
        #expect(abs(Double(preview.seconds) - seconds) < seconds / 10, "\(preview.seconds) s said, \(seconds) s taken")
    }
}
