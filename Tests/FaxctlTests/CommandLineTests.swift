import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Testing

@testable import Pipeline
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
        let chosen = try command(JobsCommand.self, "jobs", "--state", "set-aside", "--limit", "1")
        #expect(chosen.state == .setAside && chosen.limit == 1)
        #expect(try command(JobsCommand.self, "jobs", "--state", "setAside").state == .setAside, "as JSON has it")
        #expect(try command(JobsCommand.self, "jobs", "--order", "028t5cy4tqkff").order == id.order)
        #expect(try command(JobsCommand.self, "jobs", "--held").held)
        #expect(try command(JobsCommand.self, "jobs", "--after", "028T5CY4TQKFF-2").after?.number == 2)
    }

    @Test func callsAreChosenByLineAndDay() throws {
        let plain = try command(CallsCommand.self, "calls")
        #expect(plain.line == nil && plain.since == nil && plain.limit == 50)
        let chosen = try command(
            CallsCommand.self, "calls", "--line", "line-1", "--since", "2026-11-24", "--limit", "7")
        #expect(chosen.line == "line-1" && chosen.since != nil && chosen.limit == 7)
        #expect(throws: (any Error).self) { try command(CallsCommand.self, "calls", "--limit", "0") }
    }

    @Test func whatIsToBeFetchedIsToldByNumberAddressAndMailbox() throws {
        let plain = try command(PollCommand.self, "poll", "+49 30 99")
        #expect(
            plain.number.digits == "+493099" && plain.address == nil && plain.to == nil && plain.passwordFile == nil)
        let chosen = try command(
            PollCommand.self, "poll", "+493099", "--selective-polling", "17", "--to", "jane@example.com",
            "--line-group", "g")
        #expect(chosen.address == "17" && chosen.to == "jane@example.com" && chosen.group == "g")
        #expect(throws: (any Error).self) {
            try command(PollCommand.self, "poll", "+493099", "--selective-polling", "seventeen")
        }
        #expect(throws: (any Error).self) { try command(PollCommand.self, "poll", "+493099", "--to", "jane") }
    }

    @Test func whatIsToBeFetchedIsAnOrderThatDials() throws {
        let number = try #require(FaxNumber("+493099"))
        let polling = PollingOrder(
            address: "17", password: StoredSecret(stored: "sealed:x"), recipient: "jane@example.com")
        let fetching = PollingSubmission(number: number, polling, groups: [.default], at: Date())
        let task = try #require(fetching.submission.tasks.first)
        #expect(task.stage == .faxout && task.destination == number && task.job == fetching.job)
        let payload = try PayloadCoding.decode(FaxTask.self, from: task.payload)
        #expect(payload.polling == polling && payload.pageCount == 0 && payload.order.returnPath == "jane@example.com")
        #expect(fetching.submission.documents.map(\.digest) == [payload.order.mail.digest])
    }

    @Test func aJobIsNamedByItsId() throws {
        #expect(try command(JobCommand.self, "job", "028T5CY4TQKFF-2").id == id)
        #expect(try command(WatchCommand.self, "watch", "--until-told", "028T5CY4TQKFF-2").untilTold == id)
        #expect(try command(WatchCommand.self, "watch").untilTold == nil)
    }

    @Test func aRuleTestTakesWhatIngestWouldKnow() throws {
        let plain = try command(RulesCommand.Test.self, "rules", "test", "--from", "<>", "+4930")
        #expect(plain.client == "127.0.0.1" && plain.listener == nil && plain.user == nil && plain.verified == [])
        let full = try command(
            RulesCommand.Test.self, "rules", "test", "--from", "a@b", "--client", "::1", "--user", "u", "--listener",
            "l",
            "--verified", "dkim", "--verified", "spf", "--group", "cn=a,dc=b", "+4930@fax.example")
        #expect(full.client == "::1" && full.user == "u" && full.verified == [.dkim, .spf] && full.group.count == 1)
        #expect(throws: (any Error).self) { try command(RulesCommand.Test.self, "rules", "test", "+4930") }
        #expect(throws: (any Error).self) {
            try command(RulesCommand.Test.self, "rules", "test", "--from", "a@b", "--group", "fax", "+4930")
        }
    }

    @Test func aDocumentIsNamedByJobAndRole() throws {
        let plain = try command(DocumentCommand.self, "document", "028T5CY4TQKFF-2", "mail")
        #expect(plain.id == id && plain.role == "mail" && plain.output == nil)
        #expect(
            try command(DocumentCommand.self, "document", "028T5CY4TQKFF-2", "sent", "-o", "f").output == "f")
    }

    @Test func oneJobIsRetriedOrAllOfAnOrderOrAll() throws {
        let one = try command(RetryCommand.self, "retry", "028T5CY4TQKFF-2")
        #expect(one.jobs == .job(id) && !one.all)
        #expect(try command(RetryCommand.self, "retry", "028T5CY4TQKFF").jobs == .order(id.order))
        let all = try command(RetryCommand.self, "retry", "--all")
        #expect(all.jobs == nil && all.all)
    }

    @Test func commandsAreAboutAJobOrAllOfAnOrder() throws {
        #expect(try command(CancelCommand.self, "cancel", "028T5CY4TQKFF-2").argument.jobs == .job(id))
        #expect(try command(CancelCommand.self, "cancel", "028t5cy4tqkff").argument.jobs == .order(id.order))
        #expect(try command(HoldCommand.self, "hold", "028T5CY4TQKFF-2").argument.jobs == .job(id))
        #expect(try command(ReleaseCommand.self, "release", "028T5CY4TQKFF").argument.jobs == .order(id.order))
        let urgent = try command(PriorityCommand.self, "priority", "028T5CY4TQKFF-2", "urgent")
        #expect(urgent.argument.jobs == .job(id) && urgent.priority == .urgent)
    }

    @Test func aJobIsRedirectedToANumberOverAGroup() throws {
        let plain = try command(RedirectCommand.self, "redirect", "028T5CY4TQKFF-2", "+49 (228) 1-2")
        #expect(plain.job == id && plain.number.digits == "+4922812" && plain.group == nil)
        let group = try command(RedirectCommand.self, "redirect", "028T5CY4TQKFF-2", "1", "--group", "trunk")
        #expect(group.group == "trunk")
    }

    @Test func aFaxThatHasComeInIsForwarded() throws {
        let plain = try command(ForwardCommand.self, "forward", "028T5CY4TQKFF-2", "a@example.com", "b@example.com")
        #expect(plain.job == id && plain.addresses == ["a@example.com", "b@example.com"])
        #expect(plain.attachment == nil && !plain.instead)
        let chosen = try command(
            ForwardCommand.self, "forward", "028T5CY4TQKFF-2", "a@example.com", "--attachment", "pdf-a", "--instead")
        #expect(chosen.attachment == .archivalPDF && chosen.instead)
    }

    @Test(arguments: [
        ("render", PauseTarget.stage(.render)), ("faxout", .stage(.faxout)),
        ("faxout/trunk", .lane(.faxout, Lane(rawValue: "trunk"))), ("line/line1", .line("line1")),
        ("faxout/a/b", .lane(.faxout, Lane(rawValue: "a/b"))), ("line/a/b", .line("a/b")),
    ])
    func aStageALaneOrALineIsPausedAndResumed(text: String, target: PauseTarget) throws {
        #expect(try command(PauseCommand.self, "pause", text).argument.target == target)
        #expect(try command(ResumeCommand.self, "resume", text).argument.target == target)
    }

    @Test(arguments: ["", "/", "line", "line/", "/trunk", "faxout/", "fax", "Faxout", "fax/trunk", "ingest", "spool"])
    func whatIsNeitherStageNorLaneNorLineIsNotPaused(_ text: String) {
        #expect(PauseTarget(argument: text) == nil)
    }

    @Test func numbersAreListedBarredAndAllowed() throws {
        _ = try command(NumberCommand.List.self, "number")
        _ = try command(NumberCommand.List.self, "number", "list")
        let bar = try command(NumberCommand.Bar.self, "number", "bar", "+49 228 1")
        #expect(bar.number.digits == "+492281" && bar.reason == "The operator has barred it.")
        #expect(try command(NumberCommand.Bar.self, "number", "bar", "1", "--reason", "A voice.").reason == "A voice.")
        #expect(try command(NumberCommand.Allow.self, "number", "allow", "+492281").number.digits == "+492281")
    }

    @Test func theHistoryIsListedFromDayToDay() throws {
        let plain = try command(HistoryCommand.self, "history")
        #expect(plain.since == nil && plain.until == nil && !plain.csv && !plain.calls)
        let chosen = try command(
            HistoryCommand.self, "history", "--since", "2026-11-24", "--until", "2026-12-01", "--csv", "--calls")
        #expect(chosen.csv && chosen.calls)
        let day = DateComponents(
            calendar: Calendar(identifier: .gregorian), timeZone: .current, year: 2026, month: 11, day: 24)
        #expect(chosen.since?.date == day.date)
        let (since, until) = (try #require(chosen.since), try #require(chosen.until))
        #expect(until.date > since.date)
    }

    @Test(
        "Wrong arguments end with exit code 64 and name what is wrong",
        arguments: [
            (["quue"], "quue"), (["queue", "more"], "more"), (["queue", "--jsn"], "--jsn"), (["job"], "<id>"),
            (["job", "028T5CY4TQKFF"], "028T5CY4TQKFF"), (["job", "028T5CY4TQKFF-0"], "028T5CY4TQKFF-0"),
            (["jobs", "--held", "--from", "ann"], "--held"), (["jobs", "--number", "000"], "--number"),
            (["jobs", "--state", "lost"], "accepted"), (["jobs", "--order", "1"], "--order"),
            (["jobs", "--state", "sent", "--held"], "--held and --order stand alone"),
            (["jobs", "--limit", "0"], "--limit is 1 to 10000"), (["jobs", "--limit", "10001"], "--limit"),
            (["jobs", "--limit", "all"], "--limit"), (["document", "028T5CY4TQKFF-2"], "<role>"),
            (["retry"], "name a job or an order, or give --all"),
            (["retry", "028T5CY4TQKFF-2", "--all"], "name a job or an order, or give --all"),
            (["cancel"], "<jobs>"), (["cancel", "028T5CY4TQKFF-0"], "028T5CY4TQKFF-0"), (["hold", "all"], "all"),
            (["priority", "028T5CY4TQKFF-2"], "<priority>"), (["priority", "028T5CY4TQKFF-2", "soon"], "soon"),
            (["redirect", "028T5CY4TQKFF", "1"], "028T5CY4TQKFF"), (["redirect", "028T5CY4TQKFF-2"], "<number>"),
            (["redirect", "028T5CY4TQKFF-2", "12x"], "12x"), (["forward", "028T5CY4TQKFF-2"], "<addresses>"),
            (["forward", "028T5CY4TQKFF-2", "a@b.example", "me"], "'me' is no mail address"), (["pause"], "<target>"),
            (["pause", "fax"], "fax"),
            (["resume", "line/"], "line/"), (["number", "bar"], "<number>"), (["number", "bar", "me"], "me"),
            (["history", "--since", "yesterday"], "yesterday"), (["history", "--since", "2026-02-30"], "2026-02-30"),
            (["history", "--calls"], "--calls is for --csv"), (["history", "--csv", "--json"], "not both"),
            (["watch", "--until-told", "x"], "--until-told"), (["config", "faxpost.yaml"], "faxpost.yaml"),
        ])
    func wrongArguments(arguments: [String], message: String) throws {
        let error = try #require(#expect(throws: (any Error).self) { try Faxctl.parseAsRoot(arguments) })
        #expect(Faxctl.exitCode(for: error).rawValue == 64)
        #expect(Faxctl.message(for: error).contains(message), "\(Faxctl.message(for: error))")
    }

    @Test func helpListsTheStatesOfJobs() {
        let help = JobsCommand.helpMessage()
        for state in JobState.allCases { #expect(help.contains(state.word)) }
    }
}
