import Foundation
import TestSupport

/// A company of 200,000 people, made by a seed, in an OpenLDAP server of its own.
final class LargeDirectory {
    static let seed: UInt64 = 20_261_127
    let server: SlapdServer
    let people: Int

    /// Makes the data and starts the server.
    init(people: Int = 200_000) throws {
        self.people = people
        let ldif = Self.ldif(people)
        server = try blocking {
            try await SlapdServer(
                ldif: ldif, sizeLimit: 500,
                settings: [
                    "index mail,uid,cn eq", "index objectClass,entryUUID,entryCSN,modifyTimestamp eq",
                    "overlay syncprov",
                    "syncprov-sessionlog 100000",
                ], megabytes: 2048)
        }
    }

    /// The mail address of a person.
    static func mail(_ number: Int) -> String { "p\(number)@example.org" }

    /// Section `directory` of a configuration, with these further lines.
    func section(_ lines: String...) throws -> String {
        """
        dialling: {country-code: 49, area-code: 228}
        directory:
          url: \(server.url)
          base: \(SlapdServer.suffix)
          bind-dn: \(SlapdServer.administrator)
          password-file: \(try server.passwordFile())
          timeout: 60s

        """ + lines.map { "  \($0)\n" }.joined()
    }

    private static let names = ["Anna", "Bert", "Carla", "Dieter", "Elif", "Fritz", "Gül", "Hans", "Ines", "Jörg"]
    private static let streets = ["Hauptstraße", "Ring", "Gasse", "Allee", "Platz"]

    private static func ldif(_ count: Int) -> String {
        var random = SeededGenerator(seed: seed)
        var text = """
            dn: dc=example,dc=org
            objectClass: dcObject
            objectClass: organization
            dc: example
            o: Example


            """
        for number in 0..<count {
            let name = names[Int.random(in: 0..<names.count, using: &random)]
            let street = streets[Int.random(in: 0..<streets.count, using: &random)]
            let digits = String(1_000_000 + number)
            // As people write them.
            let fax = [
                "+49 (228) \(digits.prefix(3)) \(digits.suffix(4))", "0228/\(digits)", "+49228\(digits)$fineResolution",
                "\(digits.prefix(3))-\(digits.suffix(4))",
            ][Int.random(in: 0..<4, using: &random)]
            text += """
                dn: uid=p\(number),dc=example,dc=org
                objectClass: inetOrgPerson
                uid: p\(number)
                givenName: \(name)
                cn: \(name) \(number)
                sn: \(number)
                o: Company \(Int.random(in: 0..<500, using: &random))
                departmentNumber: \(Int.random(in: 0..<50, using: &random))
                mail: \(mail(number))
                telephoneNumber: +49 228 \(digits)
                facsimileTelephoneNumber: \(fax)
                postalAddress: \(street) \(Int.random(in: 1..<200, using: &random))$53111 Bonn


                """
        }
        return text
    }
}
