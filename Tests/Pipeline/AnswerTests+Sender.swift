import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Who may have a fax sent again by an answer, and to which number it goes then.
extension AnswerTests {
    @Test(
        "An answer whose reverse path the sender's server has signed anew is the sender's",
        arguments: [
            ("prvs=0123abcdef=jane@example.com", "prvs=4567fedcba=jane@example.com"),
            (
                "SRS0=aaaa=T1=example.com=jane@forwarder.example", "SRS0=bbbb=T2=example.com=jane@forwarder.example"
            ),
            ("jane++4922812345=fax.example@example.com", "jane@example.com"),
        ])
    func signed(sender: String, answerer: String) async throws {
        try await with { faxpost, mailServer in
            let first = try await faxpost.send(
                to: "+4922812345", body: " ", options: Self.failing + ["--from", sender])[0]
            try await faxpost.settled(first)
            let address = try await address(mailServer, 1)
            for stranger in [
                "prvs=0123abcdef=joe@example.com", "SRS0=aaaa=T1=example.com=joe@forwarder.example",
                "SRS0=aaaa=T1=example.com=jane@evil.example", "prvs=0123abcdef=jane@evil.example",
            ] {
                let refusal = try await refusal(faxpost, address, body: "again", options: ["--from", stranger])
                #expect(refusal.contains("550 5.7.1 Only who has sent the fax"), "\(stranger): \(refusal)")
            }
            let second = try await faxpost.send(
                to: address, subject: "Re: Fax", body: "again", options: ["--from", answerer])[0]
            #expect(try await faxpost.settled(second).job.number == FaxNumber("+4922812345"))
            // Word of it goes to the newer signature: the older one may be over.
            #expect(try await mailServer.mail(2).field("To")?.contains(answerer) == true)
        }
    }

    @Test("An answer by its author's address counts only where a trusted server says that his domain has written it")
    func author() async throws {
        let trusted = "trusted-authentication: [{server: mx.fax.example, networks: 127.0.0.1}]"
        try await with(ingest: trusted) { faxpost, mailServer in
            try await faxpost.settled(try await faxpost.send(to: "+4922812345", body: " ", options: Self.failing)[0])
            let address = try await address(mailServer, 1)
            func options(_ author: String, _ results: String?) -> [String] {
                ["--from", "bounce-4711@mailer.example", "--header", "From: \(author)"]
                    + (results.map { ["--header", "Authentication-Results: \($0)"] } ?? [])
            }
            for (author, results) in [
                ("jane@example.com", nil), ("jane@example.com", "mx.evil.example; dmarc=pass header.from=example.com"),
                ("jane@example.com", "mx.fax.example; dmarc=fail header.from=example.com"),
                ("jane@example.com", "mx.fax.example; spf=pass smtp.mailfrom=mailer.example"),
                ("jane@example.com", "mx.fax.example; dmarc=pass header.from=mailer.example"),
                ("joe@example.com", "mx.fax.example; dmarc=pass header.from=example.com"),
                ("jane@example.com, joe@example.com", "mx.fax.example; dmarc=pass header.from=example.com"),
            ] {
                let refusal = try await refusal(
                    faxpost, address, body: "again", options: options(author, results))
                #expect(
                    refusal.contains("550 5.7.1 Only who has sent the fax"), "\(author), \(results ?? ""): \(refusal)")
            }
            let second = try await faxpost.send(
                to: address, subject: "Re: Fax", body: "again",
                options: options("Jane <jane@example.com>", "mx.fax.example; dmarc=pass header.from=example.com"))[0]
            try await faxpost.settled(second)
            #expect(try await mailServer.mail(2).field("To")?.contains("jane@example.com") == true)
        }
    }

    @Test("Who has logged in as the sender did, and writes as him (From), answers from whatever reverse path")
    func user() async throws {
        let secrets = try await MailInTests.Secrets("tls: starttls\n  auth: optional")
        try await with(ingest: secrets.ingest) { faxpost, mailServer in
            let login = ["--tls", "--auth", "PLAIN", "--auth-user", "jane", "--auth-password", "secret"]
            try await faxpost.settled(
                try await faxpost.send(to: "+4922812345", body: " ", options: Self.failing + login)[0])
            let address = try await address(mailServer, 1)
            let other = ["--from", "jane@home.example"]
            #expect(
                try await refusal(faxpost, address, body: "again", options: other).contains(
                    "550 5.7.1 Only who has sent the fax"))
            // A login may be that of a server for many people.
            #expect(
                try await refusal(faxpost, address, body: "again", options: login + other).contains(
                    "550 5.7.1 Only who has sent the fax"))
            let second = try await faxpost.send(
                to: address, subject: "Re: Fax", body: "again",
                options: login + other + ["--h-From", "Jane <jane@example.com>"])[0]
            #expect(try await faxpost.settled(second).job.number == FaxNumber("+4922812345"))
        }
    }

    @Test("'again' to a fax that was redirected goes to the number that it was redirected to")
    func redirected() async throws {
        try await with { faxpost, mailServer in
            let first = try await faxpost.send(to: "+4922812345")[0]
            try await faxpost.job(first) { $0.tasks.map(\.stage) == [.faxout] }
            _ = try await faxpost.faxctl("redirect", "\(first)", "+4922899999")
            _ = try await faxpost.faxctl("cancel", "\(first)")
            try await faxpost.settled(first)
            let address = try await address(mailServer, 1)
            let second = try await faxpost.send(to: address, subject: "Re: Fax", body: "again")[0]
            let history = try await faxpost.job(second) { $0.tasks.map(\.stage) == [.faxout] }
            #expect(history.job.number == FaxNumber("+4922899999"))
        }
    }

    private static let group = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: uid=kai,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: kai
        cn: Kai
        sn: Kai
        mail: kai@example.com
        facsimileTelephoneNumber: +49 228 111

        dn: uid=lea,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: lea
        cn: Lea
        sn: Lea
        mail: lea@elsewhere.example
        facsimileTelephoneNumber: +49 228 222

        dn: cn=sales,dc=example,dc=org
        objectClass: groupOfNames
        cn: sales
        member: uid=kai,dc=example,dc=org
        member: uid=lea,dc=example,dc=org

        """

    @Test(
        "'again' to the fax of a member of a group goes to him alone, also where the group's address is all that is left"
    )
    func member() async throws {
        let server = try await SlapdServer(ldif: Self.group)
        defer { server.terminate() }
        let directory = """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              timeout: 300s
              groups: {by: search}
            """
        try await with(directory, people: "", ingest: "person-domain: example.com") { faxpost, mailServer in
            let order = try await faxpost.send(to: "sales", body: " ", options: Self.failing)[0].order
            for number in [1, 2] { try await faxpost.settled(JobID(order: order, number: number)) }
            for number in [1, 2] {
                let address = try await address(mailServer, number)
                let expected = try #require(try await mailServer.mail(number).field("X-Fax-Number"))
                let again = try await faxpost.send(to: address, subject: "Re: Fax", body: "again")[0]
                #expect(try await faxpost.settled(again).job.number?.digits == expected)
                let jobs = try await faxpost.client.query(.order(again.order), as: JobList.self).jobs
                #expect(jobs.map(\.number?.digits) == [expected])
            }
            let numbers = try await [mailServer.mail(1), mailServer.mail(2)].compactMap { $0.field("X-Fax-Number") }
            #expect(numbers.sorted() == ["+49228111", "+49228222"])
        }
    }
}
