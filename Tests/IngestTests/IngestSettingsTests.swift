import Configuration
import Testing

@Suite("Section ingest")
struct IngestSettingsTests {
    @Test("Without the section, loopback is served and no domain")
    func defaults() throws {
        let settings = try Configuration(text: "", file: "f").ingest
        let listener = try #require(settings.listeners.first)
        #expect(settings.listeners.count == 1 && listener.name == "default")
        #expect(listener.listen == [.port(HostAndPort(host: "127.0.0.1", port: 2525))])
        #expect(listener.service == .smtp && listener.encryption == .none && listener.login == .none)
        #expect(settings.domains.isEmpty)
        #expect(listener.networks.contains { $0.contains("127.3.4.5") })
        #expect(listener.networks.contains { $0.contains("::1") })
        #expect(!listener.networks.contains { $0.contains("192.0.2.1") })
    }

    @Test("Each listener has its own rules; what it does not say is as the section has it")
    func listeners() throws {
        let settings = try Configuration(
            text: """
                ingest:
                  networks: 192.0.2.0/24
                  maximum-size: 10MiB
                  certificate: /c.pem
                  key: /k.pem
                  users: {file: /users}
                  listeners:
                    - {name: relay, listen: ["192.0.2.1:25", "[2001:db8::1]:25"], maximum-size: 1MiB, mails-per-minute: 60}
                    - {name: submission, listen: "0.0.0.0:465", tls: implicit, auth: required, networks: 0.0.0.0/0}
                    - {name: local, listen: "unix:/run/faxpost/lmtp", protocol: lmtp}
                """, file: "f"
        ).ingest
        #expect(settings.listeners.map(\.name) == ["relay", "submission", "local"])
        #expect(settings.listeners.map(\.listen.count) == [2, 1, 1])
        #expect(settings.listeners.map(\.maximumSize.bytes) == [1 << 20, 10 << 20, 10 << 20])
        #expect(settings.listeners.map(\.encryption) == [.none, .implicit, .none])
        #expect(settings.listeners.map(\.login) == [.none, .required, .none])
        #expect(settings.listeners.map(\.service) == [.smtp, .smtp, .lmtp])
        #expect(settings.listeners.map(\.mailsPerMinute) == [60, nil, nil])
        #expect(settings.listeners[2].listen == [.socket(path: "/run/faxpost/lmtp")])
        #expect(settings.listeners[1].networks.contains { $0.contains("203.0.113.9") })
        #expect(!settings.listeners[0].networks.contains { $0.contains("203.0.113.9") })
        #expect(settings.certificate?.minimumVersion == .v12)
    }

    @Test(
        "A listener that can't be is refused, by its key",
        arguments: [
            ("{name: a, listen: \"127.0.0.1:1\", tls: starttls}", "ingest.certificate"),
            ("{name: a, listen: \"127.0.0.1:1\", auth: optional}", "ingest.listeners[1].auth"),
            ("{listen: \"127.0.0.1:1\"}", "ingest.listeners[1].name"), ("{name: a}", "ingest.listeners[1].listen"),
            ("{name: a, listen: []}", "ingest.listeners[1].listen"),
            ("{name: a, listen: \"unix:lmtp\"}", "ingest.listeners[1].listen"),
            ("{name: a, listen: \"127.0.0.1:1\", protocol: http}", "ingest.listeners[1].protocol"),
            ("{name: a, listen: \"127.0.0.1:25\", protocol: lmtp}", "ingest.listeners[1].protocol"),
            ("{name: a, listen: \"127.0.0.1:1\", tls: \"yes\"}", "ingest.listeners[1].tls"),
            ("{name: a, listen: \"127.0.0.1:1\", hostname: x}", "ingest.listeners[1].hostname"),
            ("{name: a, listen: \"127.0.0.1:1\"}, {name: a, listen: \"127.0.0.1:2\"}", "ingest.listeners[2].name"),
        ])
    func badListener(items: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(text: "ingest:\n  listeners: [\(items)]\n", file: "f")
        }
        #expect(error?.key == key)
    }

    @Test(
        "What belongs together is asked for together",
        arguments: [
            ("certificate: /c.pem", "ingest.certificate"), ("key: /k.pem", "ingest.key"),
            ("users: {}", "ingest.users.file"),
            ("users: {file: /a, dn: \"uid={user}\"}", "ingest.users.file"),
            ("users: {dn: \"uid=x\"}", "ingest.users.dn"),
            ("users: {filter: (uid=x)}", "ingest.users.filter"),
            ("users: {filter: \"(uid={user}\"}", "ingest.users.filter"),
            ("users: {dn: \"uid={user},dc=x\"}", "ingest.users"), ("minimum-tls: \"1.1\"", "ingest.minimum-tls"),
            ("greeting-delay: 10m", "ingest.greeting-delay"), ("auth: required", "ingest.auth"),
            ("users: {file: /a, base: dc=x}", "ingest.users.base"),
            ("{listen: \"127.0.0.1:1\", listeners: [{name: a, listen: \"127.0.0.1:2\"}]}", "ingest.listen"),
        ])
    func belongings(line: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(text: "ingest:\n  \(line)\n", file: "f")
        }
        #expect(error?.key == key)
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
