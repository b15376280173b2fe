import Foundation
import LDAPGrammar
import Synchronization
import TestSupport
import Testing

@testable import LDAP

@Suite("Servers that send without end", .timeLimit(.minutes(20))) struct EndlessServerTests {
    private static let search = LDAPSearch(base: "dc=example", filter: .present("cn"))

    private static func server(_ scripted: ScriptedServer, timeout: Duration = .seconds(300)) throws -> LDAPServer {
        LDAPServer(url: try #require(LDAPURL("ldap://127.0.0.1:\(scripted.port)")), timeout: timeout)
    }

    /// Reads all in pages on a thread of its own.
    ///
    /// - Returns: how many entries there were, and why it was given up.
    private static func read(
        _ scripted: ScriptedServer, _ limits: LDAPReadingLimits = LDAPReadingLimits()
    ) async throws -> (count: Int, error: LDAPError?) {
        let server = try server(scripted)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                var count = 0
                do {
                    let reader = try LDAPReader(server, limits: limits)
                    try reader.read(search, pagesOf: 2) { _ in count += 1 }
                    continuation.resume(returning: (count, nil))
                } catch let error as LDAPError {
                    continuation.resume(returning: (count, error))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Why a client gives up, which asks for all at once, or in pages. The server is there until then.
    private static func error(
        _ scripted: ScriptedServer, _ search: LDAPSearch = search, pagesOf size: Int? = nil,
        timeout: Duration = .seconds(300), referrals: LDAPClient.Referrals = .ignore, mostReceived: Int = 100_000,
        mostOctets: Int = LDAPClient.mostOctets, longestQuestion: Duration? = nil
    ) async throws -> LDAPError? {
        let client = LDAPClient(
            [try server(scripted, timeout: timeout)], referrals: referrals, mostReceived: mostReceived,
            mostOctets: mostOctets, longestQuestion: longestQuestion)
        do throws(LDAPError) {
            _ =
                if let size { try await client.entries(search, pagesOf: size) } else {
                    try await client.entries(search)
                }
            return nil
        } catch {
            return error
        }
    }

    /// A server that sends pages of the entries that `names` says, by the number of the page, each with a new cookie.
    private static func pages(_ names: @escaping @Sendable (Int) -> [String]) throws -> ScriptedServer {
        let page = Counter()
        return try ScriptedServer { request in
            let number = page.next()
            return names(number).flatMap { ScriptedServer.entry(request.identifier, "cn=\($0),dc=example") }
                + ScriptedServer.done(request.identifier, nextPage: "\(number)")
        }
    }

    @Test("The same page again and again is seen at once, whatever its cookie")
    func samePage() async throws {
        let reading = try await Self.read(try Self.pages { _ in ["a", "b"] })
        #expect(reading.error?.code == .endlessAnswer && reading.count == 4)
        let error = try await Self.error(try Self.pages { _ in ["a", "b"] }, pagesOf: 2)
        #expect(error?.code == .endlessAnswer)
        let sentence = try #require(error?.sentence)
        #expect(
            sentence.contains("sends without end, and was given up (it sends the same page again, after 1 pages with 2")
                && sentence.contains("ldap://127.0.0.1:"), "\(sentence)")
    }

    @Test("Pages without entries come to an end, and some of them hinder nobody")
    func emptyPages() async throws {
        let reading = try await Self.read(try Self.pages { $0 < 3 ? ["\($0)"] : [] })
        #expect(reading.error?.code == .endlessAnswer && reading.count == 2)
        #expect(reading.error?.diagnostic?.contains("had no entry") == true)
        let page = Counter()
        let slow = try ScriptedServer { request in
            let number = page.next()
            guard number < 30 else { return ScriptedServer.done(request.identifier) }
            let entry = number == 20 ? ScriptedServer.entry(request.identifier, "cn=a,dc=example") : []
            // One cookie for all, as some servers have it.
            return entry + ScriptedServer.done(request.identifier, nextPage: "0")
        }
        #expect(try await Self.read(slow) == (1, nil))
    }

    @Test("Ever new pages are read up to the limit, and the error says how many entries there were")
    func newPages() async throws {
        let reading = try await Self.read(try Self.pages { ["a\($0)", "b\($0)"] }, LDAPReadingLimits(messages: 101))
        #expect(reading.error?.code == .endlessAnswer && reading.count == 101)
        #expect(reading.error?.diagnostic?.contains("has sent 102 entries") == true)
        let error = try await Self.error(try Self.pages { ["a\($0)", "b\($0)"] }, pagesOf: 2, mostReceived: 100)
        #expect(error?.code == .endlessAnswer)
        #expect(error?.diagnostic?.hasPrefix("it has sent 102 entries in 51 pages") == true)
    }

    @Test("A reading ends when its time is over, however much comes")
    func time() async throws {
        let limits = LDAPReadingLimits(messages: .max, time: .milliseconds(200))
        let reading = try await Self.read(try Self.pages { ["a\($0)"] }, limits)
        #expect(reading.error?.code == .endlessAnswer)
        #expect(reading.error?.diagnostic?.contains("has been read for") == true)
    }

    @Test("An answer of entries, or of references, without end ends the connection, and fills no memory")
    func endlessAnswer() async throws {
        for isReference in [false, true] {
            let server = try ScriptedServer(then: .same) { request in
                isReference
                    ? ScriptedServer.reference(request.identifier, to: "ldap://127.0.0.1:1")
                    : ScriptedServer.entry(request.identifier, "cn=a,dc=example")
            }
            let error = try await Self.error(server, mostReceived: 5000)
            #expect(error?.code == .endlessAnswer)
            #expect(error?.diagnostic?.hasPrefix("it has sent 5001 entries, references and news") == true)
        }
    }

    @Test("A message that says it has two gigabytes ends the connection before anything is taken for it")
    func hugeMessage() async throws {
        for isReading in [false, true] {
            let server = try ScriptedServer { request in
                [
                    0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0x02, 1, UInt8(request.identifier), 0x64, 0x84, 0x7F, 0xFF,
                    0xFF, 0,
                ]
            }
            let error = isReading ? try await Self.read(server).error : try await Self.error(server)
            #expect(error?.code == .endlessAnswer)
            #expect(
                error?.diagnostic == "a message of it has more than 64 MiB, or no length that can be read",
                "\(String(describing: error))")
        }
    }

    @Test("What entries take together is bounded, too: in an answer, in all that a question leads to, and in a reading")
    func octets() async throws {
        let large = String(repeating: "x", count: 10_000)
        let entries = { @Sendable (identifier: Int, count: Int) in
            (0..<count).flatMap { ScriptedServer.entry(identifier, "cn=\($0),dc=example", "cn", large) }
        }
        let server = try ScriptedServer { entries($0.identifier, 10) + ScriptedServer.done($0.identifier) }
        let error = try await Self.error(server, mostOctets: 50_000)
        #expect(error?.code == .endlessAnswer)
        #expect(error?.diagnostic == "it has sent 50245 octets to one search, which may bring 50000")
        #expect(try await Self.error(server, mostOctets: 200_000) == nil)
        let pages = {
            let page = Counter()
            return try ScriptedServer { request in
                ScriptedServer.entry(request.identifier, "cn=\(page.next()),dc=example", "cn", large)
                    + ScriptedServer.done(request.identifier, nextPage: "more")
            }
        }
        let paged = try await Self.error(try pages(), pagesOf: 1, mostOctets: 50_000)
        #expect(paged?.code == .endlessAnswer)
        #expect(paged?.diagnostic?.hasSuffix("have sent 50245 octets to one question, which may bring 50000") == true)
        let reading = try await Self.read(try pages(), LDAPReadingLimits(octets: 50_000))
        #expect(reading.error?.code == .endlessAnswer && reading.count == 4)
        #expect(reading.error?.diagnostic == "it has sent 50245 octets, and goes on")
    }

    @Test(
        "A question ends although each search that it leads to is quick: its pages, pieces and references have one time limit"
    )
    func deadline() async throws {
        let paged = try await Self.error(try Self.pages { ["a\($0)"] }, pagesOf: 1, longestQuestion: .zero)
        #expect(paged?.code == .endlessAnswer)
        #expect(paged?.diagnostic == "it has sent 1 entries in 1 pages, and says that there are more")
        let pieces = try ScriptedServer { request in
            ScriptedServer.entry(request.identifier, "cn=a,dc=example", "member;range=0-0", "x")
                + ScriptedServer.done(request.identifier)
        }
        let piece = try await Self.error(pieces, longestQuestion: .zero)
        #expect(piece?.code == .timeLimitExceeded)
        #expect(piece?.diagnostic == "the values of member of cn=a,dc=example take too long")
        let referring = try ScriptedServer { request in
            ScriptedServer.reference(request.identifier, to: "ldap://127.0.0.1:1/dc=x")
                + ScriptedServer.done(request.identifier)
        }
        let reference = try await Self.error(referring, referrals: .follow(limit: 3), longestQuestion: .zero)
        #expect(reference?.code == .timeLimitExceeded)
        #expect(reference?.diagnostic == "references lead on for too long")
    }

    @Test("Reading ends when nobody wants it any more, although the server has not said a word")
    func cancelled() async throws {
        let scripted = try ScriptedServer { _ in [] }
        let server = try Self.server(scripted, timeout: .seconds(3600))
        let error: LDAPError? = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let asked = Counter()
                do {
                    let reader = try LDAPReader(server) { asked.next() >= 2 }
                    _ = try reader.read(Self.search, []) { _ in }
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error as? LDAPError)
                }
            }
        }
        #expect(error?.code == .cancelled)
        #expect(scripted.connectionCount == 1)
    }

    @Test("More entries than a search may have end that search, and not the connection")
    func sizeLimit() async throws {
        var search = Self.search
        search.sizeLimit = 2
        let generous = try ScriptedServer { request in
            (0..<(request.base == "dc=few" ? 2 : 5)).flatMap {
                ScriptedServer.entry(request.identifier, "cn=\($0),dc=example")
            } + ScriptedServer.done(request.identifier)
        }
        let client = LDAPClient(try Self.server(generous))
        for _ in 1...2 {
            let error = await #expect(throws: LDAPError.self) { try await client.entries(search) }
            #expect(error?.code == .sizeLimitExceeded)
            #expect(error?.diagnostic == "it goes on after 2 entries")
        }
        var few = search
        few.base = "dc=few"
        #expect(try await client.entries(few).count == 2)
        #expect(generous.connectionCount == 1)
    }

    @Test("A server that goes on with a search that was given up is given up itself")
    func deaf() async throws {
        var search = Self.search
        search.sizeLimit = 2
        let server = try ScriptedServer(then: .same) { ScriptedServer.entry($0.identifier, "cn=a,dc=example") }
        let connection = LDAPConnection(try Self.server(server), mostReceived: 1000)
        defer { connection.close() }
        let first = await #expect(throws: LDAPError.self) { try await connection.ask(search).get() }
        #expect(first?.code == .sizeLimitExceeded)
        let second = await #expect(throws: LDAPError.self) { try await connection.ask(search).get() }
        #expect(second?.code == .endlessAnswer)
        #expect(second?.diagnostic?.contains("that answer no search") == true)
    }

    @Test("A server that never stops to talk sends without end, although it sends no entry")
    func news() async throws {
        let server = try ScriptedServer(then: .same) { ScriptedServer.news($0.identifier) }
        let error = try await Self.error(server, mostReceived: 5000)
        #expect(error?.code == .endlessAnswer)
    }

    @Test("What a question leads to has one limit: pieces of values and references count as what came first does")
    func together() async throws {
        let port = Mutex(0)
        let server = try ScriptedServer { request in
            let url = "ldap://127.0.0.1:\(port.withLock { $0 })/"
            let references = (0..<(request.base == "dc=leaf" ? 0 : 20)).flatMap { number in
                ScriptedServer.reference(request.identifier, to: "\(url)dc=leaf??sub?(cn=\(number))")
            }
            return (0..<10).flatMap { ScriptedServer.entry(request.identifier, "cn=\($0),\(request.base)") }
                + references + ScriptedServer.done(request.identifier)
        }
        port.withLock { $0 = server.port }
        let error = try await Self.error(server, referrals: .follow(limit: 3), mostReceived: 100)
        #expect(error?.code == .endlessAnswer)
        #expect(
            error?.diagnostic?.hasSuffix("have sent 110 entries and references to one question") == true,
            "\(String(describing: error))")
        let piece = Counter()
        let pieces = try ScriptedServer { request in
            let number = piece.next()
            return ScriptedServer.entry(request.identifier, "cn=a,dc=example", "member;range=\(number)-\(number)", "x")
                + ScriptedServer.done(request.identifier)
        }
        let many = try await Self.error(pieces, mostReceived: 100)
        #expect(many?.code == .endlessAnswer)
        #expect(many?.diagnostic?.hasSuffix("have sent 101 entries and references to one question") == true)
    }

    @Test("Values in pieces without end are given up")
    func ranges() async throws {
        let piece = Counter()
        let server = try ScriptedServer { request in
            let number = piece.next()
            return ScriptedServer.entry(request.identifier, "cn=a,dc=example", "member;range=\(number)-\(number)", "x")
                + ScriptedServer.done(request.identifier)
        }
        let error = try await Self.error(server)
        #expect(error?.code == .endlessAnswer)
        #expect(error?.diagnostic?.hasPrefix("member of cn=a,dc=example has more than 2000 values") == true)
        #expect(LDAPAttributeRange("member;range=0-\(Int.max)") == nil, "there would be no next one")
    }

    @Test("References that lead to ever more others are given up before all are followed")
    func references() async throws {
        let name = Counter()
        let port = Mutex(0)
        let server = try ScriptedServer { request in
            let url = "ldap://127.0.0.1:\(port.withLock { $0 })/dc=x"
            let references = (0..<10).flatMap { _ in
                ScriptedServer.reference(request.identifier, to: "\(url)\(name.next())??sub")
            }
            return references + ScriptedServer.done(request.identifier)
        }
        port.withLock { $0 = server.port }
        let depth = try await Self.error(server, referrals: .follow(limit: 3))
        #expect(depth?.code == .referralLimitExceeded && depth?.diagnostic == "references lead on and on")
        // The last ones lead nowhere: only all of them together are too many.
        let leaves = try ScriptedServer { request in
            let url = "ldap://127.0.0.1:\(port.withLock { $0 })/"
            let references = (0..<(request.base == "dc=leaf" ? 0 : 150)).flatMap { number in
                ScriptedServer.reference(request.identifier, to: "\(url)dc=leaf??sub?(cn=\(number))")
            }
            return references + ScriptedServer.done(request.identifier)
        }
        port.withLock { $0 = leaves.port }
        let error = try await Self.error(leaves, referrals: .follow(limit: 3))
        #expect(error?.code == .referralLimitExceeded)
        #expect(error?.diagnostic == "references lead to more than 100 further searches")
    }
}

/// Numbers from 1.
private final class Counter: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
