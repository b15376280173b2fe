import Foundation
import Glibc
import LDAP
import LDAPGrammar
import Synchronization
import TestSupport
import Testing

@Suite("Servers that lie, and connections that break", .timeLimit(.minutes(20))) struct LyingServerTests {
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

    @Test("A write to a connection that is gone is an error, and not the end of the program")
    func brokenPipe() async throws {
        let server = try ScriptedServer(then: .reset) { ScriptedServer.done($0.identifier) }
        let folder = try TemporaryFolder()
        let sections = """
            directory:
              url: ldap://127.0.0.1:\(server.port)
              base: dc=example,dc=org
              timeout: 60s
              copy: {folder: \(folder.url.path)}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(.spool)
            // The server's answer to the first question is the end of the connection: the second is written to nobody.
            let said = try await faxpost.faxctl("directory", "sync", codes: [1])
            #expect(said.contains("did not answer the search"), "\(said)")
            #expect(server.connectionCount == 1)
        }
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
