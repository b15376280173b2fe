import LDAPGrammar
import Testing

@Suite struct LDAPFilterTests {
    @Test(arguments: [
        ("*", #"\2a"#), ("(", #"\28"#), (")", #"\29"#), (#"\"#, #"\5c"#), ("\0", #"\00"#),
        ("ü", #"\c3\bc"#), ("a b.c@d-e_f+g", "a b.c@d-e_f+g"), ("\n", #"\0a"#), ("{}", #"\7b\7d"#),
    ])
    func aValueIsEscaped(text: String, written: String) {
        #expect(LDAPValue(text).description == written)
    }

    @Test func octetsThatAreNoTextAreEscaped() {
        #expect(LDAPValue(bytes: [0x00, 0xFF, 0x41]).description == #"\00\ffA"#)
    }

    @Test func everyKindOfFilterIsWrittenAsRFC4515Says() {
        let filters: [(LDAPFilter, String)] = [
            (.equal("cn", "Babs Jensen"), "(cn=Babs Jensen)"),
            (.not(.equal("cn", "Tim Howes")), "(!(cn=Tim Howes))"),
            (
                .and([
                    .equal("objectClass", "Person"),
                    .or([
                        .equal("sn", "Jensen"), .substrings("cn", initial: "Babs J", any: [], final: nil),
                    ]),
                ]), "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))"
            ),
            (.substrings("o", initial: "univ", any: ["of", "mich"], final: nil), "(o=univ*of*mich*)"),
            (.substrings("o", initial: nil, any: [], final: "an"), "(o=*an)"),
            (.present("seeAlso"), "(seeAlso=*)"), (.and([]), "(&)"), (.or([]), "(|)"),
            (.greaterOrEqual("uid", "5"), "(uid>=5)"), (.lessOrEqual("uid", "5"), "(uid<=5)"),
            (.approximate("cn", "Jensn"), "(cn~=Jensn)"),
            (.extensible("cn", dn: false, rule: "caseExactMatch", "Fred"), "(cn:caseExactMatch:=Fred)"),
            (.extensible("o", dn: true, rule: nil, "Ace"), "(o:dn:=Ace)"),
            (.extensible(nil, dn: true, rule: "2.4.6.8.10", "Dino"), "(:dn:2.4.6.8.10:=Dino)"),
        ]
        for (filter, text) in filters { #expect(filter.description == text) }
    }

    @Test(
        "Bits of a number are told as Active Directory tells them, and what only a server knows is said to be so",
        arguments: [
            ("(userAccountControl:1.2.840.113556.1.4.803:=2)", true, 0),
            ("(userAccountControl:1.2.840.113556.1.4.803:=6)", false, 0),
            ("(userAccountControl:1.2.840.113556.1.4.804:=6)", true, 0),
            ("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", false, 0), ("(userAccountControl>=3)", nil, 1),
            ("(|(cn=a)(member:1.2.840.113556.1.4.1941:=x)(cn~=b))", nil, 2),
        ] as [(String, Bool?, Int)])
    func bits(text: String, answer: Bool?, count: Int) throws {
        let filter = try #require(try LDAPFilterTemplate(text, placeholders: []).filter([:]))
        #expect(filter.matches { $0 == "userAccountControl" ? [Array("514".utf8)] : [] } == answer)
        #expect(filter.undecidable.count == count)
    }

    @Test(arguments: ["mail", "2.5.4.3", "cn;lang-de", "x-fax", "a;b;c"])
    func anAttributeIsRead(text: String) {
        #expect(LDAPAttribute(text)?.name == text)
    }

    @Test(arguments: ["", "1mail", "mail)", "ma il", "cn;", "2", "2.", "2.05", "cn=", "größe", "*"])
    func whatIsNoAttributeIsRefused(text: String) {
        #expect(LDAPAttribute(text) == nil)
    }

    @Test func attributesAreTheSameInEitherCase() {
        #expect(LDAPAttribute("facsimileTelephoneNumber") == LDAPAttribute("FACSIMILETELEPHONENUMBER"))
        #expect(Set([LDAPAttribute("cn"), LDAPAttribute("CN")]).count == 1)
    }
}
