import Configuration
import FaxModel
import Testing

@testable import Directory

@Suite("Who sends, and whose permissions are his") struct SenderSearchTests {
    /// Who has these keys.
    private struct Known: PersonSource {
        var findings: [DirectoryKey: DirectoryFinding]

        func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
            findings.filter { keys.contains($0.key) }
        }
    }

    private static func person(_ name: String) -> DirectoryPerson {
        DirectoryPerson(place: "the test", party: Party(name: name))
    }

    private static let people = Known(findings: [
        .user("jane"): .found(person("Jane")), .user("twins"): .several(in: "the directory"),
        .sender("boss@example.com"): .found(person("Boss")),
        .sender("twins@example.com"): .several(in: "the directory"),
    ])

    private func find(
        _ keys: [DirectorySettings.SenderKey], user: String? = nil, _ address: String, field: String? = nil,
        isStrict: Bool = true
    ) async throws -> SenderSearch.Finding {
        try await SenderSearch(Self.people, keys: keys, isStrict: isStrict).find(
            SenderSearch.Clues(user: user, address: address, field: field))
    }

    private static let stranger = "the directory has no entry for user erp, who has logged in"

    @Test("Who has logged in is not whoever he writes as his address: what that one may is not his")
    func claimed() async throws {
        let boss = Self.person("Boss")
        #expect(try await find([.user, .address], user: "jane", "boss@example.com") == .found(Self.person("Jane")))
        #expect(try await find([.user, .address], "boss@example.com") == .found(boss))
        let claimed = try await find([.user, .address], user: "erp", "boss@example.com")
        #expect(claimed == .claimed(boss, reason: Self.stranger))
        #expect(claimed.evidence == .unknown(reason: Self.stranger))
        #expect(
            try await find([.field, .user, .address], user: "erp", "boss@example.com", field: "eve@example.com")
                == .claimed(boss, reason: Self.stranger))
        #expect(try await find([.user, .address], user: "erp", "eve@example.com") == .unknown(reason: Self.stranger))
        #expect(try await find([.user, .address], user: "erp", "twins@example.com") == .unknown(reason: Self.stranger))
    }

    @Test("Where nothing hangs on it, the first who is found is the sender")
    func loose() async throws {
        #expect(
            try await find([.user, .address], user: "erp", "boss@example.com", isStrict: false)
                == .found(Self.person("Boss")))
        #expect(
            try await find([.user, .address], user: "twins", "boss@example.com", isStrict: false)
                == .found(Self.person("Boss")))
    }

    @Test("The operator's order holds: an address that stands before the user, and a field, count by themselves")
    func order() async throws {
        let boss = Self.person("Boss")
        #expect(try await find([.address, .user], user: "erp", "boss@example.com") == .found(boss))
        #expect(try await find([.address], user: "erp", "boss@example.com") == .found(boss))
        #expect(
            try await find([.field, .user, .address], user: "erp", "x@example.com", field: "boss@example.com")
                == .found(boss))
        #expect(
            try await find([.user, .address], user: "twins", "boss@example.com")
                == .unclear(reason: "the directory has more than one entry for user twins"))
    }

    @Test("Who is not found is told with the place where he was looked for")
    func places() async throws {
        let people = Known(findings: [
            .user("erp"): .unknown(in: "the directory"), .sender("eve@example.com"): .unknown(in: "the copy"),
        ])
        let clues = SenderSearch.Clues(user: "erp", address: "eve@example.com")
        #expect(
            try await SenderSearch(people, keys: [.user, .address]).find(clues)
                == .unknown(reason: "the directory has no entry for user erp, nor has the copy for eve@example.com"))
        #expect(
            try await SenderSearch(people, keys: [.address]).find(clues)
                == .unknown(reason: "the copy has no entry for eve@example.com"))
    }

    @Test("Of whom nothing is said there is nothing to ask")
    func nothing() async throws {
        #expect(try await find([.user, .address], "") == .unknown(reason: "the mail has no return address"))
    }
}
