import LDAPGrammar
import Testing

/// RFC 4517 §3.3.11.
@Suite struct FacsimileTelephoneNumberTests {
    @Test func parametersAreTakenOffTheNumber() {
        let number = FacsimileTelephoneNumber("+49 228 123-45$twoDimensional$FINERESOLUTION$strange")
        #expect(number.number == "+49 228 123-45")
        #expect(number.parameters == [.twoDimensional, .fineResolution])
    }

    @Test(arguments: [
        ("+1 222", "+1 222"), (" 0228/12345 $b4Length", "0228/12345"), ("", ""), ("$a3Width", ""), ("12$$", "12"),
    ])
    func aNumberWithoutParametersStaysAsItIs(text: String, number: String) {
        #expect(FacsimileTelephoneNumber(text).number == number)
    }
}
