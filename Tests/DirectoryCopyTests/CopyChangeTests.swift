import Configuration
import Directory
import Dispatch
import FaxModel
import Foundation
import LDAP
import LDAPGrammar
import Logging
import Pipeline
import TestSupport
import Testing

@testable import DirectoryCopy

@Suite("The change from one copy to the next", .timeLimit(.minutes(20))) struct CopyChangeTests {
    @Test("Who asks is answered from the newer copy while others still read all of it: nobody waits for the change")
    func change() async throws {
        let server = try await SlapdServer(ldif: CopyTests.ldif(3))
        defer { server.terminate() }
        let sections = """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              source: copy
              copy: {method: full, folder: \(server.folder.url.path)}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(.spool)
            _ = try await faxpost.faxctl("directory", "sync")
            let text = try String(contentsOfFile: faxpost.folder.path("faxpost.yaml"), encoding: .utf8)
            let settings = try #require(try Configuration(text: text, file: "f").directory?.copy)
            let copy = DirectoryCopy(
                settings, spool: faxpost.client, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let question = EntryQuestion(.filter(.equal("uid", LDAPValue("p1"))), base: SlapdServer.suffix)
            func name() async throws -> String? {
                try await copy.entries([question], ["cn"], limit: 1)[question]?.first?.texts("cn").first
            }
            try await copy.refresh()
            #expect(try await name() == "Person 1")
            let (began, beginning) = AsyncStream.makeStream(of: Void.self)
            let end = DispatchSemaphore(value: 0)
            copy.observe { _ in
                beginning.yield()
                end.wait()
            }
            try await server.modify(
                "dn: uid=p1,dc=example,dc=org\nchangetype: modify\nreplace: cn\ncn: New Name\n\n")
            _ = try await faxpost.faxctl("directory", "sync")
            #expect(try await name() == "Person 1")
            let refreshing = Task { try await copy.refresh() }
            for await _ in began { break }
            let during = try? await name()
            end.signal()
            #expect(during == "New Name")
            try await refreshing.value
        }
    }
}
