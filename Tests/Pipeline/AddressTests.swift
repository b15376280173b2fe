import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Addresses from SMTP to the order, with the programs as processes.
@Suite("Addresses end to end", .timeLimit(.minutes(20)))
struct AddressTests {
    @Test("Notes, quotes, attributes and people: the name reaches the job, and what To and Cc call somebody goes first")
    func names() async throws {
        let sections = """
            dialling: {country-code: 49, area-code: 30, extension-digits: 4}
            people:
              - {mail: jane@example.com, name: Jane Doe}
              - {mail: kai.miller@example.com, name: Kai Miller, company: Miller Ltd, facsimile: 030 12345-7}
            """
        try await Faxpost.with(sections, ingest: "person-domain: example.com") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich])
            let jobs = try await faxpost.send(
                to: "\"Jane Doe @ +49 30 12345-1 @ FAX\"", "Lea_Bach%+4930123452%FAX", "\"+49 (0)30 12345-3\"",
                "FAX=+4930123454/T33S=17/ATTN=Mario_Rossi", "IMCEAFAX-J+C3+B6rg+40+2B4930123455", "kai.miller",
                options: [
                    "--header",
                    "To: =?utf-8?q?Gr=C3=BCn?= <\"+49 (0)30 12345-3\"@fax.example>, \"Rossi, M.\" <FAX=+4930123454/T33S=17/ATTN=Mario_Rossi@fax.example>",
                ])
            let expected = [
                ("+4930123451", "Jane Doe"), ("+4930123452", "Lea Bach"), ("+4930123453", "Grün"),
                ("+4930123454", "Rossi, M."), ("+4930123455", "Jörg"), ("+4930123457", "Kai Miller"),
            ]
            for (job, (number, name)) in zip(jobs, expected) {
                let history = try await faxpost.job(job) { $0.job.state == .enriched }
                #expect(history.job.number?.digits == number)
                #expect(history.job.recipient == name)
            }
            let refusal = await #expect(throws: SupportError.self) { try await faxpost.send(to: "nobody") }
            #expect(refusal?.description.contains("550 5.1.1 'nobody' is no fax address") == true)
        }
    }
}
