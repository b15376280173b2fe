import Configuration
import FaxModel
import Foundation
import Testing

/// The examples of docs/RULES.md can be used as they stand there.
@Suite("Rules in the documentation") struct RulesDocumentTests {
    private static var examples: [String] {
        get throws {
            let path = URL(filePath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "docs/RULES.md")
            let text = try String(contentsOf: path, encoding: .utf8)
            return text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
                $0.components(separatedBy: "```").first
            }
        }
    }

    @Test func everyExampleIsRead() throws {
        let examples = try Self.examples
        #expect(examples.count == 5)
        for example in examples {
            let text = """
                dialling: {country-code: 49, area-code: 30, extension-digits: 3}
                directory: {url: "ldap://ldap.example.com", base: "dc=example,dc=com"}

                """ + example
            let configuration = try Configuration(text: text, file: "docs/RULES.md")
            #expect(configuration.rules?.isEmpty == false, "\(example)")
        }
    }

    @Test func theHospitalsRulesAreReadAsTheyAreMeant() throws {
        let hospital = try #require(try Self.examples.first { $0.contains("laboratory") })
        let rules = try #require(
            try Configuration(text: "dialling: {country-code: 49, extension-digits: 3}\n" + hospital, file: "f").rules)
        #expect(rules.map(\.name) == ["Findings of the laboratory", "Service numbers", "The front desk", "The wards"])
        #expect(rules[0].terms.priority == .urgent && rules[0].terms.fields?.count == 2)
        #expect(rules[1].mayFax.isEmpty && rules[1].numbers == [.beginning("+49180")])
        #expect(rules[2].emergency == ["112"] && rules[2].senders.users == .named(["empfang"]))
        #expect(rules[3].pagesADay == 200)
    }
}
