import Foundation
import TestSupport
import Testing

@Suite("The watchdog of the tests", .timeLimit(.minutes(2)))
struct WatchdogTests {
    private static let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../watchdog")
        .standardized.path

    private func run(_ minutes: String, _ script: String, code: Int32) async throws -> String {
        try await ChildProcess.run(Self.program, [minutes, "bash", "-c", script], codes: [code])
    }

    @Test("A run that ends is passed on as it was, with its exit code", arguments: [0, 1, 7] as [Int32])
    func aRunThatEnds(code: Int32) async throws {
        let said = try await run(
            "1", "echo '✔ Test run with 2 tests passed after 0.1 seconds.'; exit \(code)", code: code)
        #expect(said == "✔ Test run with 2 tests passed after 0.1 seconds.\n")
    }

    @Test("Of a run that hangs, it names the tests that had begun and not ended")
    func aRunThatHangs() async throws {
        let script = """
            echo '◇ Test run started.'
            echo '◇ Suite "A" started.'
            for test in 'one()' '"A name, with started in it"' 'three(number:)' 'four()'; do echo "◇ Test $test started."; done
            echo '◇ Test case passing 1 argument number → 1 to three(number:) started.'
            echo '✔ Test one() passed after 0.1 seconds.'
            echo '✘ Test three(number:) with 2 test cases failed after 0.2 seconds with 1 issue.'
            exec tail -f /dev/null
            """
        let said = try await run("0.02", script, code: 124)
        let told = try #require(said.components(separatedBy: "had begun and not ended:\n").last)
        #expect(told == "    \"A name, with started in it\"\n    four()\n")
        #expect(said.hasPrefix("◇ Test run started.\n"))
    }
}
