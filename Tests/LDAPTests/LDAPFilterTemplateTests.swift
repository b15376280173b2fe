import LDAPGrammar
import Testing

@Suite struct LDAPFilterTemplateTests {
    private func template(_ text: String) throws -> LDAPFilterTemplate {
        try LDAPFilterTemplate(text, placeholders: ["address", "local-part"])
    }

    @Test func whatFillsAPlaceholderCanNotChangeTheQuestion() throws {
        let filter = try template("(|(mail={address})(proxyAddresses=smtp:{address}))").filter([
            "address": "*)(uid=*"
        ])
        #expect(filter?.description == #"(|(mail=\2a\29\28uid=\2a)(proxyAddresses=smtp:\2a\29\28uid=\2a))"#)
    }

    @Test func anEmptyValueAsksForNobodyInsteadOfEverybody() throws {
        #expect(try template("(mail={address}*)").filter(["address": ""]) == nil)
        #expect(try template("(uid={local-part})").filter(["address": "", "local-part": "x"]) != nil)
    }

    @Test func theTemplateNamesItsPlaceholders() throws {
        #expect(try template("(&(mail={address})(!(uid=x{local-part}y)))").placeholders == ["address", "local-part"])
        #expect(try template("(mail=x)").placeholders.isEmpty)
    }

    @Test(arguments: [
        "(cn=Babs Jensen)", "(!(cn=Tim Howes))", "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))",
        "(o=univ*of*mich*)", "(o=*an)", "(seeAlso=*)", "(&)", "(|)", "(uid>=5)", "(uid<=5)", "(cn~=Jensn)", "(sn=)",
        "(cn:caseExactMatch:=Fred)", "(o:dn:=Ace)", "(:dn:2.4.6.8.10:=Dino)", "(cn:=Betty)",
        #"(o=Parens R Us \28for all your parenthetical needs\29)"#, #"(cn=*\2a*)"#, #"(bin=\00\00\00\04)"#,
        #"(sn=Lu\c4\8di\c4\87)"#, "(1.3.6.1.4.1.1466.0=x)",
    ])
    func aFilterIsReadAndWrittenAlike(text: String) throws {
        #expect(try template(text).filter([:])?.description == text)
    }

    @Test(arguments: [
        ("", 0), ("mail={address}", 0), ("(mail={address}", 15), ("(mail={adress})", 6), ("(mail={address)", 14),
        ("(mail=})", 6), (#"(mail=\2)"#, 6), (#"(mail=\zz)"#, 6), ("(ma il=x)", 1), ("(=x)", 1), ("(mail=x))", 8),
        ("(mail=a**b)", 10), ("(mail(x)", 5), ("(&(a=1)x)", 7), ("(:=x)", 1), ("(:a:b:c:=x)", 1), ("(mail>x)", 6),
        ("({address}=x)", 1),
    ])
    func aMistakeIsNamedWithItsPlace(text: String, offset: Int) {
        let error = #expect(throws: LDAPSyntaxError.self) { try template(text) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
    }

    @Test func nestingHasALimit() {
        #expect(throws: LDAPSyntaxError.self) {
            try template(String(repeating: "(!", count: 10_000) + "(a=b)" + String(repeating: ")", count: 10_000))
        }
    }
}
