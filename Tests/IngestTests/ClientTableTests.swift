import Configuration
import NIOCore
import Testing

@testable import ingest

@Suite("What each client has done lately")
struct ClientTableTests {
    private let now = NIODeadline.uptimeNanoseconds(0)

    private func table(_ yaml: String) throws -> ClientTable {
        ClientTable(try Configuration(text: "ingest: {\(yaml)}", file: "f").ingest.listeners[0])
    }

    @Test(
        "An IPv6 client is its network, an IPv4 client its address",
        arguments: [
            ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("2001:db8::1", "2001:db8::ffff:1:2:3", true), ("2001:db8::1", "2001:db8:0:1::1", false),
            ("fe80::1%eth0", "fe80::1%eth1", true), ("local", "local", true), ("local", "192.0.2.1", false),
        ])
    func networks(one: String, other: String, isSame: Bool) {
        #expect((ClientNetwork(one) == ClientNetwork(other)) == isSame)
    }

    @Test("Connections are counted in all and for each client")
    func connections() throws {
        let table = try table("maximum-connections: 3, connections-per-client: 2")
        let (a, b) = (ClientNetwork("192.0.2.1"), ClientNetwork("192.0.2.2"))
        #expect(table.connected(a, now: now) == nil)
        #expect(table.connected(a, now: now) == nil)
        #expect(table.connected(a, now: now) == .tooMany)
        #expect(table.connected(b, now: now) == nil)
        #expect(table.connected(b, now: now) == .full)
        table.disconnected(a, now: now)
        #expect(table.connected(a, now: now) == nil)
    }

    @Test("Within a minute so many, and then anew")
    func rates() throws {
        let table = try table("connections-per-minute: 1, mails-per-minute: 2")
        let client = ClientNetwork("192.0.2.1")
        #expect(table.connected(client, now: now) == nil)
        table.disconnected(client, now: now)
        #expect(table.connected(client, now: now + .seconds(59)) == .tooFast)
        #expect(table.connected(client, now: now + .seconds(60)) == nil)
        #expect(table.mailBegins(client, now: now) && table.mailBegins(client, now: now))
        #expect(!table.mailBegins(client, now: now + .seconds(59)))
        #expect(table.mailBegins(client, now: now + .seconds(60)))
        #expect(table.mailBegins(ClientNetwork("192.0.2.2"), now: now))
    }
}
