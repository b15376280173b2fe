import Configuration
import Directory
import FaxModel
import Testing

@testable import enrich

@Suite struct ConfiguredSendersTests {
    private func senders(_ text: String) throws -> SenderLookup {
        SenderLookup(ConfiguredPeople(try Configuration(text: text, file: "faxpost.yaml").people))
    }

    @Test func aPersonIsFoundByAddressInEitherCase() async throws {
        let senders = try senders(
            """
            people:
              - mail: Jane.Doe@example.org
                name: Jane Doe
                company: Blumen Müller
                telephone: +49 228 1
                facsimile: +49 228 2
                station-id: Blumen
                resolution: standard
                notify: failure, delay
              - mail: joe@example.org
            """)
        let jane = Party(
            name: "Jane Doe", company: "Blumen Müller", telephone: "+49 228 1", facsimile: "+49 228 2",
            mail: "Jane.Doe@example.org")
        #expect(
            try await senders.find("jane.doe@EXAMPLE.org")
                == .found(
                    DirectoryPerson(
                        place: "the configuration as Jane.Doe@example.org", party: jane, numbers: ["+49 228 2"],
                        wishes: DirectoryPerson.Wishes(
                            stationID: "Blumen", resolution: .standard, notify: [.failure, .delay]))))
        #expect(
            try await senders.find("joe@example.org")
                == .found(
                    DirectoryPerson(
                        place: "the configuration as joe@example.org", party: Party(mail: "joe@example.org"))))
    }

    @Test func nobodyElseIs() async throws {
        let senders = try senders("people: []")
        #expect(
            try await senders.find("x@example.org")
                == .unknown(reason: "the configuration has no entry for x@example.org"))
        #expect(try await senders.find("") == .unknown(reason: "the mail has no return address"))
    }
}
