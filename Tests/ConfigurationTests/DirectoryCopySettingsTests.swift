import Configuration
import Testing

@Suite("How a directory is copied") struct DirectoryCopySettingsTests {
    private func copy(_ keys: String) throws -> DirectoryCopySettings {
        let text = "directory: {url: 'ldap://x', base: 'dc=x', copy: {\(keys)}}"
        return try #require(try Configuration(text: text, file: "f").directory?.copy)
    }

    @Test("How much a run may read is a million entries to a search, 4 GiB and an hour, or what is said")
    func limits() throws {
        let standard = try copy("")
        #expect(standard.maximumEntries == 1_000_000 && standard.longestRun == .seconds(3600))
        #expect(standard.maximumSize == .mebibytes(4096))
        let own = try copy("maximum-entries: 5, longest-run: 10m, maximum-size: 64KiB")
        #expect(own.maximumEntries == 5 && own.longestRun == .seconds(600) && own.maximumSize.bytes == 65536)
    }

    @Test(
        "A limit that would let nothing pass is refused",
        arguments: [
            ("maximum-entries: 0", "directory.copy.maximum-entries: 0 is not between 1 and 100000000"),
            ("maximum-entries: 100000001", "is not between 1 and 100000000"),
            ("longest-run: 0s", "directory.copy.longest-run: must be longer than nothing"),
            ("longest-run: soon", "directory.copy.longest-run: 'soon' is not"),
            ("maximum-size: 0", "directory.copy.maximum-size: must be more than nothing"),
            ("maximum-size: much", "'much' is not a size such as"),
        ])
    func mistakes(keys: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try copy(keys) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
}
