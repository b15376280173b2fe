import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("A line that takes faxes by password only (PWD)", .timeLimit(.minutes(20)))
struct PasswordTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("password", "*4711#\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("password"))
    }

    @Test("Who gives it gets through, who gives another one or none does not; nobody is told it")
    func password() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let answer = "password-file: \"\(folder.path("password"))\""
        try await ReceivingFaxpost.with(exchange, numbers: ["1001", "2222"], answer: answer) { both in
            for (fields, outcome) in [
                (["X-Fax-Password: *4712#"], CallOutcome.dropped), ([], .dropped),
                (["X-Fax-Password: *4711#"], .sent),
            ] {
                let job = try await both.faxpost.send(
                    to: "2222", options: (fields + ["X-Fax-Dials: 1"]).flatMap { ["--header", $0] })[0]
                let history = try await both.faxpost.settled(job)
                #expect(history.attempts.last?.outcome == outcome, "\(fields)")
                // It hears of it (DCN), and is not left to find out by itself.
                #expect(history.job.result?.contains("modem") == false, "\(history.job.result ?? "")")
                let call = try #require(history.attempts.last?.call)
                let log = try await both.faxpost.faxctl("call", "\(call)")
                #expect(log.contains("PWD (6 characters)") == !fields.isEmpty && !log.contains("*471"), "\(log)")
                let told = try await both.faxpost.faxctl("job", "\(job)")
                #expect(!told.contains("*471"), "\(told)")
            }
        }
    }
}
