import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Calls to our extensions go to whom they belong to", .timeLimit(.minutes(20)))
struct ProfilesTests {
    /// A line behind the exchange number 123: whatever ends in 0 rings there, and the exchange tells all digits.
    private func with(
        received: String = "", profiles: String = "", _ body: (Exchange, ReceivingFaxpost) async throws -> Void
    ) async throws {
        let exchange = try await Exchange(numbers: ["1001", "0"], Efax.exchangeOptions)
        let sections = "profiles:\n" + (profiles.isEmpty ? "  []" : profiles)
        try await ReceivingFaxpost.with(
            exchange, numbers: ["0"], received: "own-number: +123, \(received)", sections: sections
        ) { try await body(exchange, $0) }
    }

    @Test("The digits that were dialled find the profile; a copy is a mail of its own, and the history says why")
    func extensions() async throws {
        let profiles = """
              - {name: all, to: all@example.com}
              - {name: jane, dialled: 210, to: jane@example.com, attachment: tiff}
              - {name: archive, copy: yes, to: archive@example.com, attachment: tiff}
            """
        try await with(profiles: profiles) { exchange, receiver in
            try await EfaxSender.send([InkPage.page(1)], to: "123210", device: exchange.device("1001"))
            let mails = [try await receiver.notification(1), try await receiver.notification(2)]
            let recipients = mails.map { $0.components(separatedBy: "\r\n").first { $0.hasPrefix("To: ") } }
            #expect(Set(recipients) == ["To: <jane@example.com>", "To: <archive@example.com>"])
            let job = try #require(ReceivingFaxpost.Fax(mails[0]).job)
            let history = try await receiver.faxpost.settled(job)
            #expect(
                history.events.contains { $0.text.contains("by profile 'jane' of the configuration") },
                "\(history.events)")
            let said = try await receiver.faxpost.faxctl("profile", "test", "123210")
            #expect(said.contains("The most exact of those that match decides: 'jane'."))
            #expect(said.contains("Profile 'archive' makes a copy"))
        }
    }

    @Test(
        "A call to a number that nobody has is not answered where that is wanted: the far end hears it ring; the next call is"
    )
    func refused() async throws {
        let profiles = "  - {name: jane, dialled: 210, to: jane@example.com}"
        try await with(received: "unknown: refuse", profiles: profiles) { exchange, receiver in
            let calling = Task {
                try await EfaxSender.send([InkPage.page(1)], to: "123990", device: exchange.device("1001"))
            }
            let faxout = try receiver.faxpost.process(.faxout)
            try await faxout.says("A call is not answered: no profile has 990 or +123990.", within: .seconds(120))
            await #expect(throws: SupportError.self) { try await calling.value }
            #expect(!faxout.output.contains("A call is answered"))
            let calls = try await receiver.faxpost.faxctl("calls")
            #expect(calls.contains(" refused "), "\(calls)")
            let jobs = try await receiver.faxpost.client.query(.jobs(state: .noFax, limit: 10), as: JobList.self).jobs
            let job = try #require(jobs.first)
            #expect(jobs.count == 1 && job.pageCount == 0)
            #expect(job.result == "The call was not answered: no profile has 990 or +123990.")
            try await EfaxSender.send([InkPage.page(1)], to: "123210", device: exchange.device("1001"))
            #expect(try await receiver.notification(1).contains("To: <jane@example.com>"))
        }
    }

    @Test("A file of profiles that has changed counts for the next fax, without a restart")
    func file() async throws {
        let folder = try TemporaryFolder()
        try folder.write("profiles.csv", "name,dialled,to\nJane,210,jane@example.com\n")
        try await with(received: "profiles-file: \(folder.path("profiles.csv"))") { exchange, receiver in
            try await EfaxSender.send([InkPage.page(1)], to: "123210", device: exchange.device("1001"))
            #expect(try await receiver.notification(1).contains("To: <jane@example.com>"))
            try folder.write("profiles.csv", "name,dialled,to\nJoe,210 220,joe@example.com\n")
            try await EfaxSender.send([InkPage.page(2)], to: "123210", device: exchange.device("1001"))
            #expect(try await receiver.notification(2).contains("To: <joe@example.com>"))
            try folder.write("profiles.csv", "name,dialled,to\nJoe,21x,joe@example.com\n")
            let enrich = try receiver.faxpost.process(.enrich)
            enrich.send(SIGHUP)
            try await enrich.says("profiles.csv:2:5: dialled: '21x' is not")
            #expect(enrich.ending == nil)
        }
    }
}
