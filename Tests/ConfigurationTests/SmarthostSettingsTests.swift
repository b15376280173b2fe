import Configuration
import TestSupport
import Testing

@Suite("The mail servers of section deliver")
struct SmarthostSettingsTests {
    private func settings(_ lines: String) throws -> DeliverSettings {
        try Configuration(text: "deliver:\n\(lines)\n", file: "f").deliver
    }

    @Test("Servers and routes are read; the name of one without a name is its address")
    func read() throws {
        let deliver = try settings(
            """
              smarthosts:
                - {address: "mx.example.com:465", tls: implicit, user: fax, password-file: /etc/p, connections: 7}
                - {name: store, address: "unix:/run/lmtp", protocol: lmtp, keep: 1m}
              routes:
                - {recipients: example.com, smarthosts: store}
            """)
        #expect(deliver.smarthosts.map(\.name) == ["mx.example.com:465", "store"])
        #expect(deliver.smarthosts.map(\.encryption) == [.implicit, .none])
        #expect(deliver.smarthosts.map(\.connections) == [7, 4])
        #expect(deliver.smarthosts[1].service == .lmtp && deliver.smarthosts[1].keep == .seconds(60))
        #expect(deliver.routes.map(\.smarthosts) == [["store"]])
    }

    @Test("A route's domains are they, or what is below them; a route of senders is not for the null sender")
    func routes() throws {
        let deliver = try settings(
            """
              smarthosts: [{name: a, address: "mx:25"}]
              routes:
                - {recipients: [example.com, .example.org], smarthosts: a}
                - {senders: [fax.example], smarthosts: a}
            """)
        for (domain, fits) in [
            ("Example.COM", true), ("x.example.com", false), ("a.b.example.org", true), ("example.org", false),
        ] {
            #expect(deliver.routes[0].fits(sender: nil, recipient: domain) == fits, "\(domain)")
        }
        #expect(deliver.routes[1].fits(sender: "FAX.example", recipient: "anywhere.example"))
        #expect(!deliver.routes[1].fits(sender: nil, recipient: "anywhere.example"))
    }

    @Test(
        "What can't be is said with its key",
        arguments: [
            ("smarthost: \"a:25\"\n  smarthosts: [{address: \"b:25\"}]", "deliver.smarthost"),
            ("smarthosts: [{address: \"b:25\"}, {address: \"b:25\"}]", "deliver.smarthosts"),
            ("smarthosts: [{address: \"b:25\", user: x}]", "deliver.smarthosts[1].user"),
            ("smarthosts: [{address: \"b:25\", user: x, password-file: /p}]", "deliver.smarthosts[1].tls"),
            ("smarthosts: [{address: \"unix:/s\", tls: verified}]", "deliver.smarthosts[1].tls"),
            ("smarthosts: [{protocol: lmtp}]", "deliver.smarthosts[1].address"),
            ("routes: [{recipients: x.example, smarthosts: none}]", "deliver.routes[1].smarthosts"),
            ("notify-document: maybe", "deliver.notify-document"), ("operator: me", "deliver.operator"),
        ])
    func wrong(lines: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) { try settings("  " + lines) }
        #expect(error?.key == key, "\(String(describing: error))")
    }
}
