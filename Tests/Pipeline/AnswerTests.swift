import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Answers to word of faxes that failed, with the programs as processes: swaks hands in the fax and the answer.
@Suite("A fax is sent again by an answer, end to end", .timeLimit(.minutes(20)))
struct AnswerTests {
    static let failing = ["--header", "X-Fax-Cover-Page: no"]

    /// Runs `body` with a Faxpost that takes answers, and the mail server that has its reports.
    func with(
        _ more: String = "", people: String = Sections.people, ingest: String = "",
        _ body: (Faxpost, MailServer) async throws -> Void
    ) async throws {
        let mailServer = try await MailServer()
        let folder = try TemporaryFolder()
        let key = try folder.write("answers.key", "0123456789abcdef0123456789abcdef\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        let sections =
            [
                people, Sections.deliver(mailServer.port), "answers: {domain: fax.example, key-file: \(key)}",
                more,
            ]
        try await Faxpost.with(sections.joined(separator: "\n"), ingest: ingest) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            try await body(faxpost, mailServer)
        }
    }

    /// The local part of the address to which the report of this number, from 1, is answered.
    func address(_ mailServer: MailServer, _ number: Int) async throws -> String {
        let field = try #require(try await mailServer.mail(number).field("Reply-To"))
        let address = try #require(field.split(separator: "<").last?.split(separator: "@").first)
        return String(address)
    }

    /// Why an answer was refused.
    func refusal(
        _ faxpost: Faxpost, _ address: String, body: String, options: [String] = []
    ) async throws -> String {
        let error = await #expect(throws: SupportError.self) {
            try await faxpost.send(to: address, subject: "Re: Fax", body: body, options: options)
        }
        return "\(try #require(error))"
    }

    @Test("'again' has it sent again as a new order over the same mail; each history names the other; twice is once")
    func again() async throws {
        try await with { faxpost, mailServer in
            let first = try await faxpost.send(
                to: "+4922812345", body: " ",
                options: Self.failing + ["--header", "X-Fax-Reference: R1"])[0]
            try await faxpost.settled(first)
            let address = try await address(mailServer, 1)
            #expect(mailServer.mails[0].contains("answer this mail with \"again\""))
            try await faxpost.process(.enrich).stop()
            let second = try await faxpost.send(to: address, subject: "Re: Fax", body: "Nochmal!\n\n> Your fax")[0]
            #expect(second.order != first.order)
            // The same answer, and another one that says the same.
            for body in ["Nochmal!", "again"] {
                #expect(try await faxpost.send(to: address, subject: "Re: Fax", body: body)[0] == second)
            }
            try await faxpost.start(.enrich)
            let history = try await faxpost.settled(second)
            #expect(history.events.first?.text.hasPrefix("The fax of job \(first) is sent again") == true)
            #expect(history.job.number == FaxNumber("+4922812345") && history.job.reference == "R1")
            let earlier = try await faxpost.client.query(.job(first), as: JobHistory.self)
            #expect(history.documents["mail"] == earlier.documents["mail"])
            #expect(earlier.events.contains { $0.text.contains("Sent again to +4922812345 as order \(second.order)") })
            // The second has failed, too: its report has an address of its own.
            #expect(
                try await refusal(faxpost, address, body: "again").contains(
                    "550 5.5.0 The fax was sent again as order \(second.order), which failed"))
            let next = try await self.address(mailServer, 2)
            #expect(next != address)
            let third = try await faxpost.send(to: next, subject: "Re: Fax", body: "+49 (0) 228 / 777")[0]
            #expect(try await faxpost.settled(third).job.number == FaxNumber("+49228777"))
            #expect(try await faxpost.send(to: address, subject: "Re: Fax", body: "+49 228 888")[0] != second)
        }
    }

    @Test("'again' goes to the number of the fax that failed, though its address is of another number now")
    func moved() async throws {
        let people = Sections.people + "\n  - {mail: kim@example.com, name: Kim, facsimile: +49 228 111}"
        try await with(people: people, ingest: "person-domain: example.com") { faxpost, mailServer in
            let first = try await faxpost.send(to: "kim", body: " ", options: Self.failing)[0]
            #expect(try await faxpost.settled(first).job.number == FaxNumber("+49228111"))
            let address = try await address(mailServer, 1)
            let file = try String(contentsOf: faxpost.folder.url.appending(path: "faxpost.yaml"), encoding: .utf8)
            try faxpost.folder.write("faxpost.yaml", file.replacing("+49 228 111", with: "+49 228 222"))
            for program in [Faxpost.Program.ingest, .enrich] {
                try await faxpost.process(program).stop()
                try await faxpost.start(program)
            }
            let second = try await faxpost.send(to: address, subject: "Re: Fax", body: "again")[0]
            #expect(try await faxpost.settled(second).job.number == FaxNumber("+49228111"))
        }
    }

    @Test(
        "Refused, with a sentence: other senders, programs, forged addresses, what is not understood, numbers that may not be dialled"
    )
    func refused() async throws {
        try await with("rules: [{name: house, who: {client: 127.0.0.1}, may-fax: +49}]") { faxpost, mailServer in
            try await faxpost.settled(try await faxpost.send(to: "+4922812345", body: " ", options: Self.failing)[0])
            let address = try await address(mailServer, 1)
            let cases: [(body: String, options: [String], words: String)] = [
                ("again", ["--from", "kai@example.com"], "550 5.7.1 Only who has sent the fax may have it sent again"),
                ("again", ["--from", "<>"], "550 5.7.1 Answers of programs are not taken here"),
                ("again", ["--header", "Auto-Submitted: auto-replied"], "550 5.7.1 The mail was made by a program"),
                ("again", ["--header", "Precedence: bulk"], "550 5.7.1 The mail was made by a program"),
                (
                    "Thank you, Jane", [],
                    "550 5.6.0 Write 'again' or a fax number into the first line of the answer; it is 'Thank you, Jane'"
                ),
                ("> again", [], "first line of the answer; there is none"),
                ("+49 900 123456", [], "is charged at a premium rate"),
                ("+43 1 123456", [], "550 5.7.1 You may not send faxes to +431123456"),
            ]
            for (body, options, words) in cases {
                let refusal = try await refusal(faxpost, address, body: body, options: options)
                #expect(refusal.contains(words), "\(words):\n\(refusal)")
            }
            let forged = String(address.dropLast()) + (address.hasSuffix("0") ? "1" : "0")
            #expect(
                try await refusal(faxpost, forged, body: "again").contains("is no address for answers of this server"))
            #expect(
                try await refusal(faxpost, "\(address)@fax.example,+4922812345", body: "again").contains(
                    "An answer about a fax goes to its address alone"))
            #expect(try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs.count == 1)
            // Nobody reads the key in what the programs say.
            #expect(!faxpost.logs.contains("0123456789abcdef0123456789abcdef"))
        }
    }

    @Test(
        "HTML alone is understood; a fax whose documents are not kept any more can't be sent again, and the answer says so"
    )
    func gone() async throws {
        try await with { faxpost, mailServer in
            try await faxpost.settled(try await faxpost.send(to: "+4922812345", body: " ", options: Self.failing)[0])
            let address = try await address(mailServer, 1)
            let html = ["--header", "Content-Type: text/html; charset=utf-8"]
            let second = try await faxpost.send(
                to: address, subject: "Re: Fax",
                body: "<html><body><div>again</div><blockquote>old</blockquote></body></html>",
                options: html)[0]
            try await faxpost.settled(second)
            let next = try await self.address(mailServer, 2)
            try await faxpost.process(.spool).stop()
            let file = try String(contentsOf: faxpost.folder.url.appending(path: "faxpost.yaml"), encoding: .utf8)
            try faxpost.folder.write(
                "faxpost.yaml",
                file.replacing("minimum-free-disk: 1MiB", with: "minimum-free-disk: 1MiB\n  keep-documents: 1ms"))
            try await faxpost.start(.spool)
            try await faxpost.job(second) { $0.documents.isEmpty }
            #expect(
                try await refusal(faxpost, next, body: "again").contains(
                    "550 5.4.7 The documents of fax \(second) are not kept any more"))
        }
    }
}
