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
