import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// All faxes of a mail told of together, with the programs as processes. Nothing is dialled: faxes end because the operator ends them, or
/// because there is nothing to print.
@Suite("One word for a whole mail, end to end", .timeLimit(.minutes(20)))
struct ResultsTests {
    private static let wanted = ["--header", "X-Fax-Notify-Per: mail"]

    private func sections(_ port: Int, more: String = "") -> String {
        Sections.people + "\n" + Sections.deliver(port) + (more.isEmpty ? "" : "\n  \(more)")
    }

    /// Ends a fax, and waits until it has.
    private func cancel(_ faxpost: Faxpost, _ job: JobID) async throws {
        try await faxpost.job(job) { $0.job.state == .rendered }
        _ = try await faxpost.faxctl("cancel", "\(job)")
        try await faxpost.job(job) { $0.job.state == .cancelled }
    }

    @Test(
        "The mail comes when the last fax has ended, whatever is killed: the spool before it, deliver after the server's 250"
    )
    func last() async throws {
        let port = try LoopbackPort.reserve()
        try await Faxpost.with(sections(port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let jobs = try await faxpost.send(
                to: "+4922812341", "+4922812342", "+4922812343",
                options: Self.wanted + ["--header", "X-Fax-Reference: R7"])
            try await cancel(faxpost, jobs[1])
            try await cancel(faxpost, jobs[0])
            try await faxpost.kill(.spool)
            try await faxpost.start(.spool)
            try await faxpost.job(jobs[0]) { $0.documents[JobReport.waitingRole] != nil && $0.tasks.isEmpty }
            // Nobody takes the mail yet.
            try await cancel(faxpost, jobs[2])
            try await faxpost.job(jobs[0]) { $0.events.contains { $0.text.contains("The result could not be mailed") } }
            try await faxpost.process(.deliver).stop()
            // It dies between the server's 250 and our note of it.
            let mailServer = try await MailServer(port: port)
            let dying = try await faxpost.start(.deliver, environment: ["FAXPOST_CRASH_AT": "deliver.ended"])
            _ = try await mailServer.mail(1)
            #expect(try await dying.ended() == .killed(signal: SIGKILL))
            try await faxpost.start(.deliver)
            for job in jobs {
                let history = try await faxpost.job(job) {
                    $0.tasks.isEmpty && $0.events.last?.text.contains("was mailed to jane@example.com") == true
                }
                #expect(history.documents[JobReport.toldRole] != nil && history.documents[JobReport.waitingRole] == nil)
            }
            let mails = mailServer.mails
            #expect(mails.count == 2, "the one possible repetition")
            for mail in mails {
                #expect(mail.field("Message-ID") == "<\(jobs[0]).results@fax.example>")
                #expect(mail.field("X-Fax-Faxes") == "3" && mail.field("X-Fax-Sent") == "0")
                #expect(mail.field("X-Fax-Result") == "failed" && mail.field("X-Fax-Reference") == "R7")
                #expect(mail.components(separatedBy: "Final-Recipient: rfc822; +4922812").count == 4)
                #expect(mail.components(separatedBy: "X-Fax-Recipient: job=\(jobs[0].order)-").count == 4)
            }
        }
    }

    @Test(
        "A mail of which nothing can be printed is told of once for all, where the installation wants that; so is one that nobody enriched"
    )
    func refused() async throws {
        let mailServer = try await MailServer()
        try await Faxpost.with(sections(mailServer.port, more: "notify-per: mail")) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let jobs = try await faxpost.send(
                to: "+4922812341", "+4922812342", body: " ", options: ["--header", "X-Fax-Cover-Page: no"])
            for job in jobs { try await faxpost.settled(job) }
            // A job may be seen ended for a moment in which the task that tells of all is not there yet.
            _ = try await mailServer.mail(1)
            #expect(mailServer.mails.map { $0.field("X-Fax-Faxes") } == ["2"])
            try await faxpost.process(.enrich).stop()
            let others = try await faxpost.send(to: "+4922812341", "+4922812342")
            _ = try await faxpost.faxctl("cancel", "\(others[0].order)")
            for job in others { try await faxpost.settled(job) }
            _ = try await mailServer.mail(2)
            #expect(mailServer.mails.map { $0.field("X-Fax-Faxes") } == ["2", "2"])
            // A mail may ask for the other.
            try await faxpost.start(.enrich)
            let single = try await faxpost.send(
                to: "+4922812341", "+4922812342", body: " ",
                options: ["--header", "X-Fax-Cover-Page: no", "--header", "X-Fax-Notify-Per: fax"])
            for job in single { try await faxpost.settled(job) }
            _ = try await mailServer.mail(4)
            #expect(mailServer.mails.count == 4)
            #expect(mailServer.mails.suffix(2).allSatisfy { $0.field("X-Fax-Faxes") == nil })
        }
    }
}
