import Configuration
import Directory
import FaxAddressing
import FaxModel
import LDAP
import LDAPGrammar
import TestSupport
import Testing

@Suite("People in real directories", .timeLimit(.minutes(20))) struct PeopleDirectoryTests {
    /// Attributes and classes as Active Directory and Domino have them, as far as they matter here; the numbers are of the range for
    /// examples (RFC 5612).
    static let schema = """
        attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'proxyAddresses' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.4 NAME 'objectCategory' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.5 NAME 'company' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.6 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.7 NAME 'streetAddress2' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.8 NAME 'extensionAttribute1' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.1.9 NAME 'otherFacsimileTelephoneNumber' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'adUser' SUP inetOrgPerson STRUCTURAL MAY ( proxyAddresses $ sAMAccountName $ userPrincipalName $ objectCategory $ company $ department $ extensionAttribute1 $ otherFacsimileTelephoneNumber ) )
        attributetype ( 1.3.6.1.4.1.32473.3.1 NAME 'companyName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.3.2 NAME 'officeFAXPhoneNumber' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.3.3 NAME 'officeZip' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.3.4 NAME 'officeCity' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        attributetype ( 1.3.6.1.4.1.32473.3.5 NAME 'officeStreetAddress' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
        objectclass ( 1.3.6.1.4.1.32473.4.1 NAME 'dominoPerson' SUP inetOrgPerson STRUCTURAL MAY ( companyName $ department $ officeFAXPhoneNumber $ officeZip $ officeCity $ officeStreetAddress ) )

        """

    static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: cn=Jane Doe,dc=example,dc=org
        objectClass: adUser
        objectCategory: person
        cn: Jane Doe
        displayName: Doe, Jane
        givenName: Jane
        sn: Doe
        sAMAccountName: jdoe
        userPrincipalName: jdoe@ad.example.org
        mail: jane.doe@example.org
        proxyAddresses: SMTP:jane.doe@example.org
        proxyAddresses: smtp:jane@example.org
        company: Nordlicht
        department: Sales
        street: Hauptstraße 1
        postalCode: 53111
        l: Bonn
        telephoneNumber: +49 228 123-40
        facsimileTelephoneNumber: +49 (0)228 123-45$fineResolution
        otherFacsimileTelephoneNumber: 0228/12346
        preferredLanguage: de-AT, en;q=0.8
        extensionAttribute1: standard
        title: failure, delay

        dn: cn=Kai,dc=example,dc=org
        objectClass: dominoPerson
        cn: Kai Meier
        sn: Meier
        uid: kmeier
        mail: kai@example.org
        companyName: Domino Ltd
        officeFAXPhoneNumber: 0228 / 777
        officeStreetAddress: Ring 2
        officeZip: 53113
        officeCity: Bonn

        dn: uid=lea,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: lea
        cn: Lea
        sn: Lea
        o: Open
        departmentNumber: Lab
        mail: lea@example.org
        postalAddress: Lane 3$53115 Bonn
        facsimileTelephoneNumber: 12 34 56

        dn: uid=twin,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: twin
        cn: Twin
        sn: Twin
        mail: lea2@example.org
        mail: twin@example.org
        facsimileTelephoneNumber: +49228123456

        dn: cn=team,dc=example,dc=org
        objectClass: groupOfNames
        cn: team
        member: cn=Jane Doe,dc=example,dc=org
        member: uid=lea,dc=example,dc=org
        member: cn=gone,dc=example,dc=org

        """

    static let plan = NumberPlan(countryCode: "49", areaCode: "228")

    static func settings(_ url: String, _ lines: String...) throws -> DirectorySettings {
        let text =
            "directory:\n  url: \(url)\n  base: \(SlapdServer.suffix)\n  timeout: 5s\n"
            + lines.map { "  \($0)\n" }.joined()
        return try #require(try Configuration(text: text, file: "f").directory)
    }

    private func directory(_ settings: DirectorySettings) throws -> PeopleDirectory {
        PeopleDirectory(settings, Self.plan, online: try LDAPClient(settings, rest: .zero))
    }

    private func server() async throws -> SlapdServer {
        try await SlapdServer(ldif: Self.ldif, schema: Self.schema, isFaxNumberSearchable: true)
    }

    @Test("Profile ad: by any of his addresses, by either of his names; name, address, language and numbers are his")
    func activeDirectory() async throws {
        let server = try await server()
        defer { server.terminate() }
        let settings = try Self.settings(
            server.url, "profile: ad",
            "attributes: {resolution: extensionAttribute1, notify: title, address: '{street}\\n{postalCode} {l}\\n{co}', station-id: '{company} {department}'}"
        )
        let directory = try directory(settings)
        for key in [
            DirectoryKey.sender("jane.doe@example.org"), .recipient("JANE@example.org"), .user("jdoe"),
            .user("jdoe@ad.example.org"), .name("doe, jane"),
        ] {
            let person = try #require(try await directory.person(key).person, "\(key)")
            #expect(person.place == "the directory as cn=Jane Doe,dc=example,dc=org")
            #expect(person.party.name == "Doe, Jane" && person.party.company == "Nordlicht")
            #expect(person.party.department == "Sales" && person.party.address == "Hauptstraße 1\n53111 Bonn")
            #expect(person.numbers == ["+49 (0)228 123-45", "0228/12346"])
            #expect(
                person.wishes
                    == DirectoryPerson.Wishes(
                        stationID: "Nordlicht Sales", language: "de-AT", resolution: .standard,
                        notify: [.failure, .delay]))
        }
    }

    @Test("Profiles domino and inetorgperson know where theirs stands")
    func others() async throws {
        let server = try await server()
        defer { server.terminate() }
        let domino = try directory(try Self.settings(server.url, "profile: domino"))
        let kai = try #require(try await domino.person(.user("kmeier")).person)
        #expect(kai.party.company == "Domino Ltd" && kai.party.address == "Ring 2\n53113 Bonn")
        #expect(kai.numbers == ["0228 / 777"])
        let open = try directory(try Self.settings(server.url))
        let lea = try #require(try await open.person(.sender("lea@example.org")).person)
        #expect(
            lea.party.department == "Lab" && lea.party.address == "Lane 3\n53115 Bonn" && lea.party.company == "Open")
    }

    @Test(
        "A number is found however the directory writes it, and no other one that only looks like it",
        arguments: [
            ("+4922812345", "Jane Doe"), ("+4922812346", "Jane Doe"), ("+49228777", "Kai Meier"), ("+492281234", nil),
            ("+4930123456", nil), ("+4912345", nil),
        ] as [(String, String?)])
    func numbers(digits: String, name: String?) async throws {
        let server = try await server()
        defer { server.terminate() }
        let settings = try Self.settings(
            server.url,
            "attributes: {facsimile: [facsimileTelephoneNumber, otherFacsimileTelephoneNumber, officeFAXPhoneNumber]}")
        let finding = try await directory(settings).person(.number(try #require(FaxNumber(digits))))
        #expect(finding.person?.party.name == name)
        #expect(finding != .several(in: "the directory"))
    }

    @Test("Two who have the same number are nobody")
    func sameNumber() async throws {
        let server = try await server()
        defer { server.terminate() }
        let directory = try directory(try Self.settings(server.url))
        #expect(
            try await directory.person(.number(try #require(FaxNumber("+49228123456"))))
                == .several(in: "the directory"))
    }

    @Test("Many keys of all kinds go in one question, and each gets its own answer")
    func batch() async throws {
        let server = try await server()
        defer { server.terminate() }
        let directory = try directory(try Self.settings(server.url))
        let keys: Set<DirectoryKey> = [
            .recipient("lea@example.org"), .recipient("LEA2@example.org"), .recipient("nobody@example.org"),
            .number(try #require(FaxNumber("+4922812345"))), .name("kai meier"), .user("twin"), .recipient("*"),
            .sender(""), .user("x)(uid=*"),
        ]
        let findings = try await directory.people(keys)
        #expect(Set(findings.keys) == keys)
        #expect(findings[.recipient("lea@example.org")]?.person?.party.name == "Lea")
        #expect(findings[.recipient("LEA2@example.org")]?.person?.party.name == "Twin")
        #expect(findings[.recipient("LEA2@example.org")]?.person?.party.mail == "LEA2@example.org")
        #expect(findings[.number(try #require(FaxNumber("+4922812345")))]?.person?.party.name == "Jane Doe")
        #expect(findings[.name("kai meier")]?.person?.party.name == "Kai Meier")
        #expect(findings[.user("twin")]?.person?.party.name == "Twin")
        for key in [DirectoryKey.recipient("nobody@example.org"), .recipient("*"), .sender(""), .user("x)(uid=*")] {
            #expect(findings[key] == .unknown(in: "the directory"))
        }
    }

    @Test("More keys than one question has are found all the same")
    func largeBatch() async throws {
        let ldif =
            Self.ldif + "\n"
            + (0..<120).map {
                "dn: uid=u\($0),dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: u\($0)\ncn: U \($0)\nsn: U\nmail: u\($0)@example.org\n\n"
            }.joined()
        let server = try await SlapdServer(ldif: ldif, schema: Self.schema)
        defer { server.terminate() }
        let directory = try directory(try Self.settings(server.url))
        let findings = try await directory.people(Set((0..<130).map { .recipient("u\($0)@example.org") }))
        #expect(findings.values.count { $0.person != nil } == 120)
        #expect(findings[.recipient("u77@example.org")]?.person?.party.name == "U 77")
    }

    @Test("What was found, and that nobody was, is known for a while")
    func memory() async throws {
        let server = try await server()
        defer { server.terminate() }
        let directory = try directory(try Self.settings(server.url, "keep: 1h", "keep-unknown: 1h"))
        #expect(try await directory.person(.sender("lea@example.org")).person != nil)
        #expect(try await directory.person(.sender("nobody@example.org")) == .unknown(in: "the directory"))
        try await server.stop()
        #expect(try await directory.person(.sender("lea@example.org")).person != nil)
        #expect(try await directory.person(.sender("nobody@example.org")) == .unknown(in: "the directory"))
        let failure = await #expect(throws: Failure.self) { try await directory.person(.sender("kai@example.org")) }
        #expect(failure?.status == EnhancedStatusCode(4, 4, 3))
    }

    @Test(
        "A recipient who wants no fax says so by any word but no",
        arguments: [("TRUE", true), ("FALSE", false), ("never", true), ("0", false)])
    func doNotFax(word: String, answer: Bool) async throws {
        let ldif = Self.ldif.replacing("extensionAttribute1: standard", with: "extensionAttribute1: \(word)")
        let server = try await SlapdServer(ldif: ldif, schema: Self.schema)
        defer { server.terminate() }
        let directory = try directory(try Self.settings(server.url, "attributes: {do-not-fax: extensionAttribute1}"))
        #expect(try await directory.person(.recipient("jane.doe@example.org")).person?.wishes.doNotFax == answer)
    }
}
