import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// What operators do and see, by the programs' own command lines.
@Suite("faxctl, and programs with a wrong configuration", .timeLimit(.minutes(20)))
struct OperatorTests {
    @Test("faxctl shows depths, jobs and a job, as text and as JSON")
    func looking() async throws {
        try await Faxpost.with(Sections.people) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich])
            let job = try await faxpost.send(to: "+492281", subject: "Offer")[0]
            try await faxpost.job(job) { $0.job.state == .enriched }

            let queue = try await faxpost.faxctl("queue").split(separator: "\n").map { $0.split(separator: " ") }
            #expect(
                queue.first == [
                    "stage", "lane", "ready", "delayed", "blocked", "held", "leased", "set-aside", "waiting",
                ])
            #expect(queue.first { $0.first == "render" }?.prefix(4) == ["render", "default", "1", "0"])
            let report = try JSONDecoder.report(QueueReport.self, await faxpost.faxctl("queue", "--json"))
            #expect(report.depths.first { $0.stage == .render }?.ready == 1)

            #expect(try await faxpost.faxctl("jobs").contains("\(job)  enriched  +492281"))
            #expect(try await faxpost.faxctl("jobs", "--state", "sent").contains("\(job)") == false)
            for (option, value) in [("--number", "0228 1"), ("--number", "+49-2281"), ("--from", "jane@")] {
                let found = try await faxpost.faxctl("jobs", option, value, "--state", "enriched")
                #expect(found.contains("\(job)  enriched"), "\(option) \(value)")
            }
            for (option, value) in [
                ("--number", "2282"), ("--from", "kai@"), ("--until", "2026-01-01"), ("--after", "\(job)"),
            ] {
                let found = try await faxpost.faxctl("jobs", option, value)
                #expect(!found.contains("\(job)"), "\(option) \(value)")
            }
            let list = try JSONDecoder.report(JobList.self, await faxpost.faxctl("jobs", "--json"))
            #expect(list.jobs.map(\.id) == [job])

            let text = try await faxpost.faxctl("job", "\(job)")
            #expect(text.contains("subject   Offer"))
            #expect(text.contains("The sender was found in the configuration as jane@example.com."))
            #expect(text.contains("render (default) ready"))
            let history = try JSONDecoder.report(JobHistory.self, await faxpost.faxctl("job", "\(job)", "--json"))
            #expect(history.documents["mail"] != nil)

            let mail = faxpost.folder.path("mail.eml")
            _ = try await faxpost.faxctl("document", "\(job)", "mail", "--output", mail)
            #expect(try String(contentsOfFile: mail, encoding: .utf8).contains("Subject: Offer"))
        }
    }

    @Test("faxctl's exit codes say what went wrong, and standard error says it in words")
    func exitCodes() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start(.spool)
            #expect(try await faxpost.faxctl("job", "0SB1M9SCSDSKW-1", codes: [1]).contains("there is no job"))
            #expect(try await faxpost.faxctl("job", "nonsense", codes: [64]).contains("nonsense"))
            #expect(try await faxpost.faxctl("retry", codes: [64]).contains("--all"))
            #expect(try await faxpost.faxctl("retry", "0SB1M9SCSDSKW-1", codes: [1]).contains("there is no job"))
            #expect(try await faxpost.faxctl("config").contains("is good"))
            #expect(
                try await faxpost.faxctl("poll", "112", "--to", "a@example.com", codes: [1])
                    .contains("112 is an emergency number; it is not dialled"))
            #expect(
                try await faxpost.faxctl("redirect", "0SB1M9SCSDSKW-1", "00499001234567", codes: [1])
                    .contains("+499001234567 is charged at a premium rate; it is not dialled"))
            let stray = try faxpost.folder.write(
                "stray.yaml",
                "spool: {directory: \(faxpost.folder.path("stray"))}\ndialling: {line-group: other}\nfaxout: {lines: [{name: a, device: /dev/a}]}\n"
            )
            let warning = try await ChildProcess.run(
                Faxpost.binaries.appending(path: "faxctl").path, ["config", "--config", stray])
            #expect(warning.contains("dialling.line-group: no line here is of group 'other'"))
            #expect(warning.contains("line 'a': '/dev/a' can't be used now: No such file or directory"))
            let report = try await ChildProcess.run(
                Faxpost.binaries.appending(path: "faxctl").path, ["config", "--json", "--config", stray])
            #expect(report.contains("\"warnings\" : [") && report.contains("\"dialling.line-group: no line here"))
            let profiles = try faxpost.folder.write("bad.csv", "name,dialled,to\nJane,21x,a@example.com\n")
            let half = try faxpost.folder.write(
                "half.yaml", "received: {profiles-file: [/nowhere/p.csv, \(profiles)]}\n")
            let wrong = try await ChildProcess.run(
                Faxpost.binaries.appending(path: "faxctl").path, ["config", "--config", half], codes: [78])
            #expect(wrong.contains("bad.csv:2:6: dialled: '21x'") && wrong.contains("'/nowhere/p.csv' can't be read"))
            try await faxpost.process(.spool).stop()
            #expect(try await faxpost.faxctl("queue", codes: [69]).contains("is it running at"))
            #expect(try await faxpost.faxctl("watch", codes: [69]).contains("is it running at"))
            let file = try faxpost.folder.write("wrong.yaml", "spool: {leese: 5s}\n")
            let said = try await ChildProcess.run(
                Faxpost.binaries.appending(path: "faxctl").path, ["queue", "--config", file], codes: [78])
            #expect(
                said.contains("\(file):1: spool.leese: unknown key; known here: ageing, calls-per-sender, directory, "))
        }
    }

    @Test("faxctl config finds what each program would find at its start, all of it, and which of them would not start")
    func configurationIsTried() async throws {
        let folder = try TemporaryFolder()
        let texts = try folder.makeFolder("texts")
        try folder.write("texts/received.en.txt", "Subject: {{#a}}\n\nx\n")
        let cover = try folder.write("cover.html", "<p>{{#open}}</p>")
        let key = try folder.write("open.key", String(repeating: "k", count: 40))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        let file = try folder.write(
            "faxpost.yaml",
            """
            spool: {directory: \(cover)}
            ingest: {domains: fax.example}
            secrets: {key-file: \(key)}
            render: {language: xx, covers: {house: \(cover)}, cover: house}
            received: {reply-domain: other.example}
            deliver: {hostname: fax, templates: \(texts)}
            """)
        let faxctl = Faxpost.binaries.appending(path: "faxctl").path
        let said = try await ChildProcess.run(faxctl, ["config", "--config", file], codes: [78])
        for expected in [
            "spool would not start: spool: \(file): spool.directory: '\(cover)' is no folder",
            "ingest would not start: ingest: \(file):3: secrets.key-file: the file '\(key)' is open to everybody",
            "faxout would not start: ", "deliver would not start: ", "received.en",
            "The cover template 'house'", "the language 'xx'", "received.reply-domain: 'other.example' is none of",
            "deliver.hostname: 'fax' is no domain name", "The configuration has no lines",
        ] {
            #expect(said.contains(expected), "\(expected) in:\n\(said)")
        }
        #expect(!said.contains("enrich would not") && !said.contains("is good") && !said.contains("USAGE"))
        let report = try await ChildProcess.run(faxctl, ["config", "--json", "--config", file], codes: [78])
        #expect(report.contains("\"isGood\" : false") && report.contains("\"mistakes\" : ["))
    }

    @Test("Nothing that the spool makes is open to everybody, whatever umask it was started with")
    func closedToOthers() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start(.spool)
            for name in [
                "spool", "spool/spool.sqlite", "spool/spool.sqlite-wal", "spool/lock", "spool.sock", "events.sock",
            ] {
                let attributes = try FileManager.default.attributesOfItem(atPath: faxpost.folder.path(name))
                let mode = try #require(attributes[.posixPermissions] as? Int)
                #expect(mode & 0o007 == 0, "\(name)")
            }
        }
    }

    @Test("faxctl finds the programs of its installation where they are installed")
    func installed() async throws {
        let folder = try TemporaryFolder()
        for (name, place) in [("faxctl", "bin"), ("spool", "lib/faxpost")] {
            let target = URL(filePath: try folder.makeFolder(place)).appending(path: name)
            // By another program: while this one has a program open to write it, every child that it starts has, too, and
            // the kernel starts no program that somebody writes (ETXTBSY).
            try await ChildProcess.run("/usr/bin/cp", [Faxpost.binaries.appending(path: name).path, target.path])
        }
        let file = try folder.write("faxpost.yaml", "spool: {directory: \(folder.path("nowhere"))}\n")
        let said = try await ChildProcess.run(
            folder.path("bin/faxctl"), ["spool", "check", "--config", file], codes: [1])
        #expect(said.contains("there is no store in"), "\(said)")
    }

    @Test(
        "A wrong configuration stops a program at once: exit code 78, with file, line, key and what is expected",
        arguments: Faxpost.Program.allCases)
    func wrongConfiguration(program: Faxpost.Program) async throws {
        let folder = try TemporaryFolder()
        let files = [
            (
                try folder.write("value.yaml", "log:\n  level: loud\n"),
                "value.yaml:2: log.level: 'loud' is not one of trace"
            ),
            (try folder.write("key.yaml", "ingest: {domain: a}\n"), "key.yaml:1: ingest.domain: unknown key"),
            (folder.path("none.yaml"), "none.yaml"),
        ]
        for (file, complaint) in files {
            let process = try ChildProcess(
                Faxpost.binaries.appending(path: program.rawValue).path, ["--config", file])
            #expect(try await process.ended() == .exited(78))
            #expect(process.output.hasPrefix("\(program.rawValue): "))
            #expect(process.output.contains(complaint))
        }
    }

    @Test("What the mail server refuses for good waits for the operator, who puts it back when the cause is gone")
    func setAside() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let refusing = try await MailServer(.refusing)
        let sections = Sections.all(line: exchange.device("1001"), mail: refusing.port)
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            #expect(try await faxpost.faxctl("job", "\(job)").contains("Nobody here"))
            try await refusing.process.stop()
            let keeping = try await MailServer(port: refusing.port)
            #expect(try await faxpost.faxctl("retry", "\(job)") == "1 job, 1 task moved\n")
            #expect(try await faxpost.settled(job).job.state == .failed)
            #expect(try await keeping.mail(1).field("X-Fax-Job") == job.description)
        }
    }

    @Test("Idle programs end by SIGTERM with exit code 0, the spool first or last")
    func ending() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: 9)) { faxpost in
            for programs in [Faxpost.Program.allCases, Faxpost.Program.allCases.reversed()] {
                try await faxpost.start(programs)
                for program in programs {
                    #expect(try await faxpost.process(program).stop() == .exited(0), "\(program)")
                }
            }
        }
    }
}

extension JSONDecoder {
    /// Reads what `faxctl --json` prints.
    fileprivate static func report<Report: Decodable>(_ type: Report.Type, _ text: String) throws -> Report {
        try ReportCoding.decode(type, from: Array(text.utf8))
    }
}
