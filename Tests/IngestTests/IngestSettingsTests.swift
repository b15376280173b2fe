import Configuration
import Testing

@Suite("Section ingest")
struct IngestSettingsTests {
    @Test("Without the section, loopback is served and no domain")
    func defaults() throws {
        let settings = try Configuration(text: "", file: "f").ingest
        #expect(settings.listen == [HostAndPort(host: "127.0.0.1", port: 2525)])
        #expect(settings.domains.isEmpty)
        #expect(settings.networks.contains { $0.contains("127.3.4.5") })
        #expect(settings.networks.contains { $0.contains("::1") })
        #expect(!settings.networks.contains { $0.contains("192.0.2.1") })
    }

    @Test(
        "A bad value names its key",
        arguments: [
            ("listen: fax", "ingest.listen"), ("listen: ::1:25", "ingest.listen"), ("listen: []", "ingest.listen"),
            ("networks: 192.0.2.1/24", "ingest.networks"), ("networks: 10.0.0.0/33", "ingest.networks"),
            ("domains: a b", "ingest.domains"), ("maximum-size: 1KiB", "ingest.maximum-size"),
            ("maximum-recipients: 10", "ingest.maximum-recipients"), ("network: 10.0.0.0/8", "ingest.network"),
        ])
    func badValue(line: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(text: "ingest:\n  \(line)\n", file: "f")
        }
        #expect(error?.key == key)
    }

    @Test(
        "RFC 4632, RFC 4291: which addresses are in a range",
        arguments: [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.128/25", "192.0.2.127", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("fe80::/10", "fe80::1%eth0", true),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "nonsense", false),
        ])
    func ranges(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressRange(configuration: range)).contains(address) == isInside)
    }
}
