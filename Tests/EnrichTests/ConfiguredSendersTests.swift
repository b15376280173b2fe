import Configuration
import FaxModel
import Testing

@testable import enrich

@Suite struct ConfiguredSendersTests {
    private func senders(_ text: String) throws -> ConfiguredSenders {
        ConfiguredSenders(try Configuration(text: text, file: "faxpost.yaml").people)
    }

    @Test func aPersonIsFoundByAddressInEitherCase() throws {
        let senders = try senders(
            """
            people:
              - mail: Jane.Doe@example.org
                name: Jane Doe
                company: Blumen Müller
                telephone: +49 228 1
                facsimile: +49 228 2
              - mail: joe@example.org
            """)
        let jane = Party(
            name: "Jane Doe", company: "Blumen Müller", telephone: "+49 228 1", facsimile: "+49 228 2",
            mail: "Jane.Doe@example.org")
        #expect(
            try senders.find("jane.doe@EXAMPLE.org")
                == .found(jane, place: "the configuration as Jane.Doe@example.org"))
        #expect(
            try senders.find("joe@example.org")
                == .found(Party(mail: "joe@example.org"), place: "the configuration as joe@example.org"))
    }

    @Test func nobodyElseIs() throws {
        let senders = try senders("people: []")
        #expect(
            try senders.find("x@example.org")
                == .unknown(reason: "x@example.org is not among the people of the configuration"))
        #expect(try senders.find("") == .unknown(reason: "the mail has no return address"))
    }
}
