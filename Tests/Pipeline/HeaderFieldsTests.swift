import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

/// What header fields ask for, from the mail to the far end and back, with all programs as processes.
@Suite("Header fields, end to end", .timeLimit(.minutes(20)))
struct HeaderFieldsTests {
    private func header(_ fields: String...) -> [String] {
        fields.flatMap { ["--header", $0] }
    }

    /// Says what swaks was answered to a mail that is refused.
    private func refusal(_ faxpost: Faxpost, _ fields: [String]) async throws -> String {
        let error = await #expect(throws: SupportError.self) {
            try await faxpost.send(to: "2222", "3333", options: fields)
        }
        return "\(try #require(error))"
    }

    @Test("What can't be followed is refused while the client has the mail; warned of, where the operator wants it so")
    func mistakes() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start([.spool, .ingest])
            let said = try await refusal(faxpost, header("X-Fax-Priority: soon"))
            #expect(said.contains("550 5.6.0 The mail was not faxed. The field X-Fax-Priority has the value 'soon'"))
            #expect(try await refusal(faxpost, header("X-Fax-Colour: red")).contains("(value 'red') is unknown"))
            #expect(try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.isEmpty)
        }
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        try await Faxpost.with(sections + "\nfields: {mistakes: warn}") { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "90001", options: header("X-Fax-Colour: red", "X-Fax-Dials: 1"))[0]
            #expect(try await faxpost.settled(job).attempts.count == 1)
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Warning")?.hasPrefix("The field 'X-Fax-Colour' (value 'red') is unknown") == true)
        }
    }

    @Test("Page range, paper, header line, station id and coding reach the far end")
    func pages() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let text = (1...3).map { "page \($0)" }.joined(separator: "\u{C}")
            let job = try await faxpost.send(
                to: "2222", body: text,
                options: header(
                    "X-Fax-Cover-Page: no", "X-Fax-Page-Range: 2-3", "X-Fax-Paper: letter", "X-Fax-Header-Line: off",
                    "X-Fax-Coding: MH", "X-Fax-Station-Id: +49 30 7", "X-Fax-Error-Correction: no",
                    "X-Fax-Notify-Document: yes", "X-Fax-Notify-Format: json"))[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent && history.job.pageCount == 2)
            #expect(history.attempts.map(\.coding) == ["MH"] && history.attempts.map(\.errorCorrection) == [false])
            let received = try await efax.received()
            #expect(received.count == 2)
            // Nothing stands where the header line would.
            var reader = try TIFFReader(received[0])
            let page = try reader.bitmap(0)
            let top = page.bytes.prefix(Resolution.fine.headerRows * page.rowBytes)
            #expect(top.allSatisfy { $0 == 0 } && page.bytes.contains { $0 != 0 })
            let mail = try await mailServer.mail(1)
            #expect(mail.contains("Content-Type: application/json") && mail.contains("Content-Type: image/tiff"))
            #expect(mail.contains("\"confirmed-pages\" : \"2\""))
        }
    }

    @Test("One mail to a list address is a fax for each number of its header, with what is for it alone")
    func list() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
        let names = "\nfields: {list-addresses: fax, names: {X-Recipients: X-Fax-Number}}"
        try await Faxpost.with(sections + names) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let order = try await faxpost.send(
                to: "fax",
                options: header(
                    "X-Recipients: 2222; name=\"Jane Doe\"; reference=4711-1; cover-field=\"Yours: 1\"",
                    "X-Recipients: 90001; reference=4711-2; billing-code=KST 2", "X-Fax-Reference: 4711",
                    "X-Fax-Billing-Code: KST 1", "X-Fax-Dials: 1"))[0].order
            let jobs = [JobID(order: order, number: 1), JobID(order: order, number: 2)]
            var histories: [JobHistory] = []
            for job in jobs { histories.append(try await faxpost.settled(job)) }
            #expect(histories.map(\.job.state) == [.sent, .failed])
            #expect(histories.map(\.job.reference) == ["4711-1", "4711-2"])
            #expect(histories.map(\.job.billingCode) == ["KST 1", "KST 2"])
            #expect(histories[0].job.recipient == "Jane Doe" && histories[1].attempts.count == 1)
            #expect(histories[0].documents["pages"] == histories[1].documents["pages"])
            #expect(try await efax.received().count == 2)
            _ = try await mailServer.mail(2)
            let results = mailServer.mails.map { [$0.field("X-Fax-Reference"), $0.field("X-Fax-Billing-Code")] }
            #expect(Set(results) == [["4711-1", "KST 1"], ["4711-2", "KST 2"]])
            let csv = try await faxpost.faxctl("history", "--csv")
            #expect(csv.contains(",4711-1,") && csv.contains(",KST 2\r\n"))
        }
    }

    @Test("A list's numbers are refused like those of an envelope, and then nobody is faxed")
    func refusedList() async throws {
        try await Faxpost.with("fields: {list-addresses: fax}") { faxpost in
            try await faxpost.start([.spool, .ingest])
            for (fields, reply) in [
                ("X-Fax-Number: 2222, +49900123", "550 5.7.1 X-Fax-Number: +49900123 is charged at a premium rate"),
                ("X-Fax-Number: 2222; nmae=Jane", "550 5.6.0 The mail was not faxed. The field X-Fax-Number"),
                (
                    "Subject: x",
                    "550 5.6.0 The mail goes to the numbers that its field X-Fax-Number lists, and has none"
                ),
            ] {
                let error = await #expect(throws: SupportError.self) {
                    try await faxpost.send(to: "fax", options: header(fields))
                }
                #expect("\(try #require(error))".contains(reply))
            }
            #expect(try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.isEmpty)
        }
    }

    @Test("Who is told, and of what, is as the mail says; a fax that takes long is told once")
    func notifications() async throws {
        let exchange = try await Exchange(numbers: ["1001"], ["--turbo", "0", "--speed", "200"])
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let silent = try await faxpost.send(
                to: "90001", options: header("X-Fax-Notify: never", "X-Fax-Dials: 1"))[0]
            let history = try await faxpost.settled(silent)
            #expect(history.job.state == .failed && mailServer.mails.isEmpty)
            #expect(history.events.last?.text.contains("the sender wants no word of failure") == true)

            let told = try await faxpost.send(
                to: "90003",
                options: header("X-Fax-Notify: delay, failure", "X-Fax-Notify-To: kai@example.com", "X-Fax-Dials: 5"))[
                    0]
            #expect(try await faxpost.settled(told).attempts.count == 5)
            _ = try await mailServer.mail(2)
            #expect(mailServer.mails.map { $0.field("X-Fax-Result") } == ["delayed", "failed"])
            #expect(mailServer.mails.map { $0.field("X-Fax-Attempts") } == ["3", "5"])
            #expect(mailServer.mails.allSatisfy { $0.field("X-Envelope-To") == "kai@example.com" })
        }
    }
}
