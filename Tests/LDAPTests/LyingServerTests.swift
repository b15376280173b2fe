import Foundation
import Glibc
import LDAP
import LDAPGrammar
import Synchronization
import TestSupport
import Testing

@Suite("Servers that lie, and connections that break", .timeLimit(.minutes(10))) struct LyingServerTests {
    private static let search = LDAPSearch(base: "dc=example", filter: .equal("mail", "jane@example.org"))

    private func client(_ server: ScriptedServer, timeout: Duration = .seconds(5)) throws -> LDAPClient {
        let url = try #require(LDAPURL("ldap://127.0.0.1:\(server.port)"))
        return LDAPClient(LDAPServer(url: url, timeout: timeout), rest: .zero)
    }

    @Test("An answer to a question that nobody has asked is no answer")
    func otherMessage() async throws {
        let server = try ScriptedServer { ScriptedServer.done($0.identifier + 1) }
        let client = try client(server, timeout: .milliseconds(300))
        let error = await #expect(throws: LDAPError.self) { try await client.entries(Self.search) }
        #expect(error?.code == .timeout)
    }

    @Test("What is no LDAP ends the connection, and the next search has a new one")
    func garbage() async throws {
        let isFirst = FirstTime()
        let server = try ScriptedServer { request in
            isFirst.take() ? Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8) : ScriptedServer.done(request.identifier)
        }
        let client = try client(server, timeout: .seconds(2))
        await #expect(throws: LDAPError.self) { try await client.entries(Self.search) }
        #expect(try await client.entries(Self.search).isEmpty)
        #expect(server.connectionCount == 2)
    }

    @Test("A write to a connection that is gone is an error, and not the end of the process")
    func brokenPipe() async throws {
        let server = try ScriptedServer { ScriptedServer.done($0.identifier) }
        _ = try await client(server).entries(Self.search)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect(write(ends[1], "x", 1) == -1 && errno == EPIPE)
    }
}

/// Whether something happens for the first time.
private final class FirstTime: Sendable {
    private let count = Mutex(0)

    func take() -> Bool {
        count.withLock { count in
            count += 1
            return count == 1
        }
    }
}
