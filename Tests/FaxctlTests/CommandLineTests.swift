import ArgumentParser
import FaxModel
import Pipeline
import Testing

@testable import faxctl

@Suite struct CommandLineTests {
    private let id = JobID(order: OrderID(rawValue: 0x0123_4567_89AB_CDEF), number: 2)

    private func command<Command: ParsableCommand>(_ type: Command.Type, _ arguments: String...) throws -> Command {
        try #require(try Faxctl.parseAsRoot(arguments) as? Command)
    }

    @Test func theConfigurationIsTheInstalledOneUnlessNamed() throws {
        let plain = try command(QueueCommand.self, "queue")
        #expect(plain.access.options.config == "/etc/faxpost/faxpost.yaml" && !plain.access.json)
        let other = try command(QueueCommand.self, "queue", "--config", "/tmp/f.yaml", "--json")
        #expect(other.access.options.config == "/tmp/f.yaml" && other.access.json)
        #expect(try command(ConfigCommand.self, "config", "--config", "x").options.config == "x")
    }

    @Test func jobsAreChosenByStateOrderAndNumber() throws {
        let plain = try command(JobsCommand.self, "jobs")
        #expect(plain.state == nil && plain.order == nil && plain.limit == 50)
        let chosen = try command(JobsCommand.self, "jobs", "--state", "setAside", "--limit", "1")
        #expect(chosen.state == .setAside && chosen.limit == 1)
        #expect(try command(JobsCommand.self, "jobs", "--order", "028t5cy4tqkff").order == id.order)
    }

    @Test func aJobIsNamedByItsId() throws {
        #expect(try command(JobCommand.self, "job", "028T5CY4TQKFF-2").id == id)
        #expect(try command(WatchCommand.self, "watch", "--until-told", "028T5CY4TQKFF-2").untilTold == id)
        #expect(try command(WatchCommand.self, "watch").untilTold == nil)
    }

    @Test func aDocumentIsNamedByJobAndRole() throws {
        let plain = try command(DocumentCommand.self, "document", "028T5CY4TQKFF-2", "mail")
        #expect(plain.id == id && plain.role == "mail" && plain.output == nil)
        #expect(
            try command(DocumentCommand.self, "document", "028T5CY4TQKFF-2", "sent", "-o", "f").output == "f")
    }

    @Test func oneJobIsRetriedOrAll() throws {
        let one = try command(RetryCommand.self, "retry", "028T5CY4TQKFF-2")
        #expect(one.id == id && !one.all)
        let all = try command(RetryCommand.self, "retry", "--all")
        #expect(all.id == nil && all.all)
    }

    @Test(
        "Wrong arguments end with exit code 64 and name what is wrong",
        arguments: [
            (["quue"], "quue"), (["queue", "more"], "more"), (["queue", "--jsn"], "--jsn"), (["job"], "<id>"),
            (["job", "028T5CY4TQKFF"], "028T5CY4TQKFF"), (["job", "028T5CY4TQKFF-0"], "028T5CY4TQKFF-0"),
            (["jobs", "--state", "lost"], "accepted"), (["jobs", "--order", "1"], "--order"),
            (["jobs", "--limit", "0"], "--limit is 1 to 1000000"), (["jobs", "--limit", "1000001"], "--limit"),
            (["jobs", "--limit", "all"], "--limit"), (["document", "028T5CY4TQKFF-2"], "<role>"),
            (["retry"], "name a job, or give --all"),
            (["retry", "028T5CY4TQKFF-2", "--all"], "name a job, or give --all"),
            (["watch", "--until-told", "x"], "--until-told"), (["config", "faxpost.yaml"], "faxpost.yaml"),
        ])
    func wrongArguments(arguments: [String], message: String) throws {
        let error = try #require(#expect(throws: (any Error).self) { try Faxctl.parseAsRoot(arguments) })
        #expect(Faxctl.exitCode(for: error).rawValue == 64)
        #expect(Faxctl.message(for: error).contains(message), "\(Faxctl.message(for: error))")
    }

    @Test func helpListsTheStatesOfJobs() {
        let help = JobsCommand.helpMessage()
        for state in JobState.allCases { #expect(help.contains(state.rawValue)) }
    }
}
