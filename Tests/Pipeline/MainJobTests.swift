import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

/// The main job, with all programs as processes, linesim for the telephone and efax at the far end.
@Suite("A mail becomes a fax, and its sender is told", .timeLimit(.minutes(20)))
struct MainJobTests {
    @Test(
        "From a mail of text and three attachments to pages that are the ones sent, and a report; the line is free then"
    )
    func mainJob() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"), stationID: "+49 30 2222")
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let drawing = try faxpost.folder.write("plan.dwg", "AC1032\0\0\u{1}\u{2}\0 no picture\0\0\u{7f}\0")
            let terms = try faxpost.folder.write("terms.txt", "Terms of delivery.\n")
            let list = faxpost.folder.path("list.tif")
            try Data(Self.file(pages: 2)).write(to: URL(filePath: list))
            let job = try await faxpost.send(
                to: "+49302222", subject: "Offer 4711",
                options: [
                    "--header", "X-Fax-Reference: order  4711", "--attach-name", "plan.dwg", "--attach", "@\(drawing)",
                    "--attach-type", "text/plain", "--attach-name", "terms.txt", "--attach", "@\(terms)",
                    "--attach-type", "image/tiff", "--attach-name", "list.tif", "--attach", "@\(list)",
                ])[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            // The cover page, the text, and the pages of two attachments.
            #expect(history.job.confirmedPages == 5)
            #expect(history.job.reference == "order  4711")
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.attempts.first?.remoteStation == "+49 30 2222")
            let stages = history.events.compactMap(\.stage)
            #expect(stages.first == .enrich && stages.last == .deliver)

            let received = try await efax.received().map(Pages.bitmap)
            #expect(received.count == 5 && Set(received).count == 5)
            let sent = try #require(history.documents["sent"])
            #expect(try await Pages.bitmaps(faxpost.client.document(sent.digest)) == received)

            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Envelope-From") == "<>")
            #expect(mail.field("X-Envelope-To") == "jane@example.com")
            #expect(mail.field("X-Fax-Result") == "sent")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "5")
            #expect(mail.field("X-Fax-Omitted")?.hasPrefix("plan.dwg: ") == true)
            #expect(mail.contains("plan.dwg"), "what is not in the fax is in the notification's text")
            #expect(mailServer.mails.count == 1)
            #expect(exchange.calls.count == 1)
            try await eventually("the line is free") { exchange.process.output.contains("over after ") }
        }
    }

    /// A TIFF file of so many pages, each unlike the others.
    private static func file(pages: Int) throws -> [UInt8] {
        var writer = TIFFWriter()
        for number in 1...pages {
            var page = PageBitmap(width: 1728, rows: 1100)
            for row in 100..<200 * number { for column in 200..<400 { page[column, row] = true } }
            try writer.append(page, resolution: .standard)
        }
        return try writer.finish()
    }

    @Test(
        "A fax machine that answers, and is cut off before a page: it has failed, whatever was under way, and so it is told"
    )
    func noPageConfirmed() async throws {
        // Long enough for the machines to agree, too short for a page.
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions + ["--cut", "22"])
        let efax = try await Efax(device: exchange.device("2222"), stationID: "+49 30 2222")
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "2222", options: ["--header", "X-Fax-Tries: 1"])[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .failed && history.job.confirmedPages == 0)
            #expect(history.attempts.last?.outcome == .dropped, "\(history.attempts)")
            #expect(history.documents["sent"] == nil)
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Result") == "failed" && mail.field("X-Fax-Status") == "5.4.2")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "0" && mail.field("Subject")?.contains("failed") == true)
            #expect(mail.contains("no page confirmed") && mail.contains("\r\nAction: failed\r\n"))
            #expect(mailServer.mails.count == 1)
            withExtendedLifetime(efax) {}
        }
    }

    @Test("A mail to several numbers is one fax for each, and each is told by itself")
    func broadcast() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222", "3333"], Efax.exchangeOptions)
        let efaxes = [
            try await Efax(device: exchange.device("2222")), try await Efax(device: exchange.device("3333")),
        ]
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let jobs = try await faxpost.send(to: "2222", "3333", "90001")
            let histories = [
                try await faxpost.settled(jobs[0]), try await faxpost.settled(jobs[1]),
                try await faxpost.settled(jobs[2]),
            ]
            #expect(histories.map(\.job.state) == [.sent, .sent, .failed])
            #expect(histories[0].documents["pages"] == histories[1].documents["pages"], "one rendering serves all")
            #expect(histories[0].documents["cover"] != histories[1].documents["cover"])
            for efax in efaxes { #expect(try await efax.received().count == 2) }
            _ = try await mailServer.mail(3)
            #expect(Set(mailServer.mails.compactMap { $0.field("X-Fax-Job") }) == Set(jobs.map(\.description)))
            #expect(mailServer.mails.filter { $0.field("X-Fax-Result") == "failed" }.count == 1)
        }
    }

    @Test(
        "Busy, no answer and no carrier are told apart, tried again, and told when it was enough",
        arguments: [
            ("90001", CallOutcome.busy, "4.4.1"), ("90003", .noAnswer, "4.4.1"), ("4444", .noCarrier, "4.4.1"),
        ])
    func failures(number: String, outcome: CallOutcome, status: String) async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: number)[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .failed)
            #expect(history.attempts.map(\.outcome) == Array(repeating: outcome, count: 4))
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Result") == "failed")
            #expect(mail.field("X-Fax-Status") == "5" + status.dropFirst())
            #expect(mail.field("X-Fax-Attempts") == "4")
            #expect(mail.field("X-Fax-Confirmed-Pages") == "0")
            #expect(mailServer.mails.count == 1)
        }
    }

    @Test("A mail that is accepted while every stage but ingest and spool is stopped arrives when they start")
    func stagesStopped() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .ingest])
            let job = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(job) { $0.tasks.map(\.state) == ["ready"] }
            try await faxpost.process(.ingest).stop()
            try await faxpost.process(.spool).stop()
            // Nothing but the disk knows of it now.
            try await faxpost.start([.spool, .deliver, .faxout, .render, .enrich])
            #expect(try await faxpost.settled(job).job.state == .sent)
            #expect(try await efax.received().count == 2)
            #expect(try await mailServer.mail(1).field("X-Fax-Job") == job.description)
        }
    }

    @Test("A mail server that can't now gets the result later, once")
    func deferred() async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer(.deferring(2))
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001")[0]
            let history = try await faxpost.settled(job)
            // Why it waits is told once.
            #expect(history.events.filter { $0.stage == .deliver }.count == 2)
            #expect(mailServer.mails.count == 1)
        }
    }
}
