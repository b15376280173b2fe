import Configuration
import Testing

@Suite("How numbers are dialled where we are") struct DiallingSettingsTests {
    private func settings(_ yaml: String) throws -> DiallingSettings {
        try Configuration(text: "dialling: {\(yaml)}\n", file: "faxpost.yaml").dialling
    }

    @Test(
        "The defaults are good in every country, and no short number among them begins like a prefix",
        arguments: [
            ("country-code: 49, area-code: 228", true),
            ("country-code: 1, area-code: 212, national-prefix: 1, international-prefix: \"011\"", false),
            ("country-code: 34, national-prefix: \"\"", true),
            ("country-code: 7, area-code: 812, national-prefix: 8, international-prefix: 810", true),
        ])
    func defaults(yaml: String, hasDirectoryService: Bool) throws {
        let settings = try settings(yaml)
        #expect(settings.premiumPrefixes.contains("118") == hasDirectoryService)
        #expect(settings.premiumPrefixes.contains("+1900") && settings.emergencyNumbers.contains("911"))
    }

    @Test func aPrefixThatIsWrittenAndBeginsLikeThoseOfTheCountryIsAnError() {
        #expect {
            try settings("country-code: 1, national-prefix: 1, premium-prefixes: [\"+1900\", \"1900\"]")
        } throws: {
            "\($0)".contains("dialling.premium-prefixes: '1900' begins with a prefix")
        }
    }
}
