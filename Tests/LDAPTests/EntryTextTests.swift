import LDAPGrammar
import Testing

@Suite("What is made of an entry's attributes") struct LDAPValueTemplateTests {
    private let values: [LDAPAttribute: [String]] = [
        "givenName": ["Jane", "J."], "sn": ["Doe"], "l": ["Bonn"], "postalCode": ["53111"], "mail": ["a@b", "c@d"],
    ]

    private func texts(_ text: String) throws -> [String] {
        try #require(LDAPValueTemplate(text)).texts { values[$0] ?? [] }
    }

    @Test("An attribute gives all its values, a text one, and one that lacks something none")
    func texts() throws {
        #expect(try texts("mail") == ["a@b", "c@d"])
        #expect(try texts("{givenName} {sn}") == ["Jane Doe"])
        #expect(try texts("{title} {sn}") == [])
        #expect(
            try texts("{street}\\n{postalCode} {l}") == ["53111 Bonn"], "a line of which nothing is known is left out")
    }

    @Test(
        "A text without attributes, or with half a brace, is no template",
        arguments: ["a b", "{", "{}", "a}", "{a b}", ""])
    func broken(text: String) {
        #expect(LDAPValueTemplate(text) == nil)
    }

    @Test("Lines of a postal address are divided by dollar signs")
    func postalAddress() {
        #expect(PostalAddress.lines("1234 Main St.$Anytown, CA 12345$USA") == "1234 Main St.\nAnytown, CA 12345\nUSA")
        #expect(PostalAddress.lines("\\241,000,000 Sweepstakes$PO Box 1$$") == "$1,000,000 Sweepstakes\nPO Box 1")
    }
}

@Suite("Some of an attribute's values") struct LDAPAttributeRangeTests {
    @Test func aRangeSaysWhatComesNext() throws {
        let range = try #require(LDAPAttributeRange("member;range=0-1499"))
        #expect(range.attribute == "member" && range.next == "member;range=1500-*")
        #expect(LDAPAttributeRange("member;range=1500-*")?.next == nil)
        #expect(LDAPAttributeRange("cn;lang-de;Range=0-9")?.attribute == "cn;lang-de")
    }

    @Test(arguments: [
        "member", "member;range=", "member;range=1", "member;range=9-1", "member;range=-1-2", ";range=0-1",
    ])
    func anythingElseIsNone(text: String) {
        #expect(LDAPAttributeRange(text) == nil)
    }
}

@Suite("References to other servers") struct LDAPReferenceTests {
    @Test func aReferenceSaysWhereTheSearchGoesOn() throws {
        let plain = try #require(LDAPReference("ldap://b.example:3890"))
        #expect(plain.url.host == "b.example" && plain.base == nil && plain.scope == nil && plain.filter == nil)
        let full = try #require(LDAPReference("ldaps://b.example/ou=a%20b,dc=x??one?(cn=x)"))
        #expect(full.base == "ou=a b,dc=x" && full.scope == .oneLevel && full.filter == .equal("cn", "x"))
    }

    @Test(arguments: [
        "http://x/", "ldap:///dc=x", "ldap://x/dc=x??some", "ldap://x/dc=x???(cn", "ldap://x/????!ext", "x",
    ])
    func whatCannotBeFollowedIsNone(text: String) {
        #expect(LDAPReference(text) == nil)
    }
}

@Suite("Filters that are compared without a server") struct FilterMatchingTests {
    private let values: [LDAPAttribute: [String]] = ["cn": ["Jane  Doe"], "mail": ["jane@example.org"], "sn": ["Doe"]]

    private func matches(_ text: String) throws -> Bool? {
        let filter = try #require(try LDAPFilterTemplate(text, placeholders: []).filter([:]))
        return filter.matches { (values[$0] ?? []).map { Array($0.utf8) } }
    }

    @Test(
        arguments: [
            ("(CN=jane doe)", true), ("(cn=jane)", false), ("(&(sn=doe)(mail=JANE@example.org))", true),
            ("(|(sn=x)(cn=*doe))", true), ("(cn=j*n*e)", true), ("(cn=doe*jane)", false), ("(!(sn=doe))", false),
            ("(uid=*)", false),
            ("(mail=*)", true), ("(sn>=a)", nil), ("(|(sn=doe)(sn>=a))", true), ("(&(sn=doe)(sn~=a))", nil),
            ("(&(sn=x)(sn~=a))", false),
        ] as [(String, Bool?)])
    func whatCanBeToldIsTold(filter: String, answer: Bool?) throws {
        #expect(try matches(filter) == answer, "\(filter)")
    }
}
