import FaxModel
import Foundation
import TestSupport
import Testing

/// Received faxes from `enrich` to the mail server, with a directory that is asked by the far number.
@Suite("Who has sent a received fax, by the directory", .timeLimit(.minutes(20)))
struct SenderNameTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: uid=miller,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: miller
        cn: John Miller
        sn: Miller
        mail: miller@example.org
        facsimileTelephoneNumber: +49 228 123-45

        dn: uid=kai,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: kai
        cn: Kai Meier
        sn: Meier
        mail: kai@example.org
        facsimileTelephoneNumber: +49 30 777-1

        """

    @Test(
        "The caller's number goes before the station id; a name by the id alone says so; an id that is nobody's stays what it is"
    )
    func names() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, isFaxNumberSearchable: true)
        defer { server.terminate() }
        let mailServer = try await MailServer()
        let sections = """
            dialling: {country-code: 49, area-code: 30, extension-digits: 3}
            received: {default-recipient: post@example.com, reply-domain: fax.example}
            deliver: {smarthost: "127.0.0.1:\(mailServer.port)", hostname: fax.example}
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              bind-dn: \(SlapdServer.administrator)
              password-file: \(try server.passwordFile())
              recipients: [number]
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let cases: [(caller: String?, station: String?, subject: String, from: String)] = [
                ("022812345", "+49 30 777 1", "John Miller (022812345)", "\"John Miller\" <+4922812345@fax.example>"),
                (nil, "+49 30 777 1", "Kai Meier (+49 30 777 1)", "by station id"),
                ("+4940999", "0228 / 12345", "John Miller (0228 / 12345)", "<+4940999@fax.example>"),
                ("+4940999", "+49 30 778", "+4940999", "\"+4940999\" <+4940999@fax.example>"),
                (nil, "MILLER LTD", "MILLER LTD", "MILLER LTD"),
            ]
            for (index, (caller, station, subject, from)) in cases.enumerated() {
                _ = try await ReceivedSample.handIn(faxpost, caller: caller, station: station)
                let mail = try await mailServer.mail(index + 1)
                #expect(mail.field("Subject") == "Fax from \(subject): 1 page")
                #expect(mail.field("From")?.contains(from) == true, "\(mail.field("From") ?? "")")
            }
        }
    }
}
