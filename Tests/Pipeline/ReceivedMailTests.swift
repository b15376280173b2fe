import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

/// Received faxes from where their recipients are found to the mail server, with spool, render and deliver as processes.
@Suite("The mail of a received fax, end to end", .timeLimit(.minutes(20)))
struct ReceivedMailTests {
    private func sections(_ port: Int, more: String = "") -> String {
        """
        deliver:
          smarthost: 127.0.0.1:\(port)
          hostname: fax.example
          first-retry: 50ms
          longest-retry: 200ms
          \(more)
        """
    }

    private static let pages: [PageBitmap] = (1...2).map { number in
        var page = PageBitmap(width: 1728, rows: 1000)
        for row in 100..<900 { for column in 0..<50 * number { page[(row * 2 + column) % 1728, row] = true } }
        return page
    }

    /// Hands in a fax that has come in, for these recipients.
    private func handIn(_ faxpost: Faxpost, _ route: ReceivedFaxRoute) async throws -> JobID {
        var writer = TIFFWriter()
        for page in Self.pages { try writer.append(page, resolution: .fine) }
        let document = NewDocument(try writer.finish())
        let reference = DocumentReference(
            digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff")
        var fax = ReceivedFax(
            job: JobID(order: OrderID.new(), number: 1), call: CallID.new(), line: "line-1", group: .default,
            caller: CallerIdentification(number: "+4922812345"), began: Date() - 60)
        fax.pages = Self.pages.map {
            ReceivedFax.Page(document: reference, horizontal: 204, vertical: 196, rows: $0.rows, badRows: 0)
        }
        (fax.ended, fax.isComplete, fax.result) = (Date(), true, "received")
        try await faxpost.client.submit(
            Submission(
                order: fax.job.order,
                tasks: [
                    NewTask(
                        stage: .render, lane: .received, priority: .urgent, job: fax.job,
                        payload: RoutedFax(fax: fax, document: reference, route: route))
                ], documents: [document],
                updates: [JobUpdate(job: fax.job, state: .received, documents: ["received": reference])]))
        return fax.job
    }

    @Test(
        "One server takes it for one, later for another, and never for a third: all get it once, and the operator the rest"
    )
    func recipients() async throws {
        let mailServer = try await MailServer(.choosing(refused: ["c@example.com"], deferred: ["b@example.com"]))
        try await Faxpost.with(sections(mailServer.port, more: "operator: op@example.com")) { faxpost in
            try await faxpost.start([.spool, .render, .deliver])
            let job = try await handIn(
                faxpost, ReceivedFaxRoute(to: ["a@example.com"], cc: ["b@example.com"], bcc: ["c@example.com"]))
            let history = try await faxpost.job(job) { history in
                history.tasks.isEmpty && history.events.contains { $0.text.contains("mailed to op@example.com") }
            }
            #expect(
                mailServer.fields("X-Envelope-To") == ["a@example.com", "b@example.com", "op@example.com"])
            #expect(mailServer.fields("X-Envelope-From") == ["op@example.com", "op@example.com", "<>"])
            #expect(
                mailServer.fields("Message-ID") == [
                    "<\(job).received@fax.example>", "<\(job).received@fax.example>",
                    "<\(job).undelivered@fax.example>",
                ])
            #expect(mailServer.mails[2].field("X-Fax-Undelivered")?.hasPrefix("c@example.com: ") == true)
            #expect(history.job.state == .received)
        }
    }

    @Test(
        "Without an operator it waits with its pages, and the operator's word has it tried again with those who don't have it"
    )
    func waits() async throws {
        let mailServer = try await MailServer(.choosing(refused: ["c@example.com"], deferred: []))
        try await Faxpost.with(sections(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .render, .deliver])
            let job = try await handIn(faxpost, ReceivedFaxRoute(to: ["a@example.com", "c@example.com"]))
            let history = try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            #expect(history.tasks.first?.reason?.contains("could not be mailed to c@example.com") == true)
            let file = try #require(history.documents["received"])
            #expect(try Pages.bitmaps(try await faxpost.client.document(file.digest)) == Self.pages)
            try await mailServer.process.stop()
            let again = try await MailServer(port: mailServer.port)
            _ = try await faxpost.faxctl("retry", "\(job)")
            try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(again.fields("X-Envelope-To") == ["c@example.com"])
        }
    }

    @Test("deliver is killed between the server's 250 and our note of it: the repetition has the same Message-ID")
    func killed() async throws {
        let mailServer = try await MailServer()
        try await Faxpost.with(sections(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .render])
            let deliver = try await faxpost.start(.deliver, environment: ["FAXPOST_CRASH_AT": "deliver.ended"])
            let job = try await handIn(faxpost, ReceivedFaxRoute(to: ["a@example.com"]))
            _ = try await mailServer.mail(1)
            #expect(try await deliver.ended() == .killed(signal: SIGKILL))
            try await faxpost.start(.deliver)
            try await faxpost.job(job) { $0.tasks.isEmpty }
            _ = try await mailServer.mail(2)
            #expect(mailServer.mails.count == 2)
            #expect(mailServer.fields("Message-ID") == Array(repeating: "<\(job).received@fax.example>", count: 2))
            // Nothing but the time at which it was sent is different.
            let texts = mailServer.mails.map { mail in
                mail.components(separatedBy: "\r\n").filter { !$0.hasPrefix("Date:") && !$0.hasPrefix("X-Kept:") }
            }
            #expect(texts[0] == texts[1])
        }
    }

    @Test("A server that defers for a while: it comes when it can, in the language of its domain, as PDF and TIFF")
    func deferred() async throws {
        let mailServer = try await MailServer(.deferring(3))
        let sections = sections(mailServer.port, more: "languages: {example.de: de}")
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .render, .deliver])
            let job = try await handIn(faxpost, ReceivedFaxRoute(to: ["a@example.de"], attachment: .both))
            let history = try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(mailServer.mails.count == 1)
            #expect(mailServer.mails[0].field("Subject") == "Fax von +4922812345: 2 Seiten")
            #expect(mailServer.mails[0].contains("application/pdf") && mailServer.mails[0].contains("image/tiff"))
            #expect(history.events.contains { $0.text.contains("could not be mailed to a@example.de yet") })
        }
    }
}

extension MailServer {
    /// The values of a field in the mails that it has kept, in their order.
    fileprivate func fields(_ name: String) -> [String] { mails.map { $0.field(name) ?? "" } }
}
