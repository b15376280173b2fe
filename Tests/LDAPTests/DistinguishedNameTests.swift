import LDAPGrammar
import Testing

@Suite("RFC 4514: distinguished names are told from each other") struct DistinguishedNameTests {
    @Test(arguments: [
        ("cn=Fax,ou=Groups,dc=example", "CN = fax , OU=groups,DC=Example"),
        (#"cn=Doe\, Jane,dc=x"#, #"cn=doe\2c jane,dc=x"#), ("cn=a  b,dc=x", "cn=A b,dc=x"),
        ("cn=a+sn=b,dc=x", "sn=B+cn=A,dc=x"), (#"cn=J\c3\bcrgen,dc=x"#, "cn=Jürgen,dc=x"), ("", "  "),
        (#"cn=a\+b,dc=x"#, #"cn=a\2Bb,dc=x"#), ("2.5.4.3=a,dc=x", "2.5.4.3=A,dc=x"),
    ])
    func theSame(one: String, other: String) throws {
        #expect(try #require(DistinguishedName(one)) == #require(DistinguishedName(other)))
    }

    @Test(arguments: [
        ("cn=a,dc=x", "cn=b,dc=x"), ("cn=a,dc=x", "ou=a,dc=x"), ("cn=a,dc=x", "cn=a,dc=x,dc=y"),
        (#"cn=a\,dc=x"#, "cn=a,dc=x"), ("cn=a+sn=b,dc=x", "cn=a,sn=b,dc=x"), (#"cn=a\ ,dc=x"#, #"cn=a\,dc=x,dc=x"#),
    ])
    func notTheSame(one: String, other: String) throws {
        #expect(try #require(DistinguishedName(one)) != #require(DistinguishedName(other)))
    }

    @Test(arguments: ["a", "cn=a,", ",cn=a", "=a", #"cn=a\"#, "cn=a,,dc=x", "c n x=a", "cn=a+"])
    func noNames(text: String) {
        #expect(DistinguishedName(text) == nil)
    }

    @Test func whatIsBelowWhat() throws {
        let group = try #require(DistinguishedName("cn=Fax-Users,ou=groups,dc=example,dc=org"))
        #expect(group.name == "fax-users")
        #expect(DistinguishedName("cn=a+sn=b,dc=x")?.name == nil && DistinguishedName("")?.name == nil)
        for (base, isWithin) in [
            ("ou=groups,dc=example,dc=org", true), ("OU=Groups,DC=example,DC=org", true), ("", true),
            ("cn=fax-users,ou=groups,dc=example,dc=org", true), ("ou=people,dc=example,dc=org", false),
            ("dc=example", false), ("cn=x,cn=fax-users,ou=groups,dc=example,dc=org", false),
        ] {
            #expect(group.isWithin(try #require(DistinguishedName(base))) == isWithin, "\(base)")
        }
    }
}
