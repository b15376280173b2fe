import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("What a store throws away")
struct StoreHousekeepingTests {
    /// A store with a job of each of these states, each of an order and with a document of its own; embedded or a file.
    private func bench(_ kind: TestedStore, _ states: [JobState], size: Int = 10) throws -> StoreBench {
        let bench = try StoreBench(kind)
        for (number, state) in states.enumerated() {
            let order = OrderID(rawValue: UInt64(number + 1))
            let document = Self.document(number, size)
            try bench.commit { transaction in
                try transaction.insertOrder(order, fingerprint: 1, duplicateKey: nil, at: .after(0))
                try transaction.insert(document, at: .after(0))
                let reference = DocumentReference(digest: document.digest, byteCount: size, mediaType: "text/plain")
                try transaction.apply(
                    JobUpdate(
                        job: JobID(order: order, number: 1), state: state, documents: ["mail": reference], event: "x"),
                    stage: nil, at: .after(0))
            }
        }
        return bench
    }

    private static func document(_ number: Int, _ size: Int = 10) -> NewDocument {
        NewDocument([UInt8](repeating: UInt8(number), count: size))
    }

    private func exists(_ bench: StoreBench, _ number: Int, _ size: Int = 10) throws -> Bool {
        try bench.commit { try $0.read(Self.document(number, size).digest, offset: 0, count: 1) } != nil
    }

    @Test("A document that has a name stays as long as it has it, and a while longer", arguments: TestedStore.allCases)
    func publishedDocumentsStay(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let (first, second) = (Self.document(1), Self.document(2))
        try bench.commit { transaction in
            for document in [first, second] { try transaction.insert(document, at: .after(0)) }
            try transaction.publish(
                PublishedDocument(digest: first.digest, byteCount: 10), as: "directory", at: .after(5))
        }
        try bench.reopen()
        let publication = try #require(try bench.commit { try $0.publication("directory") })
        #expect(
            publication
                == Publication(name: "directory", digest: first.digest, byteCount: 10, published: .after(5)))
        #expect(try bench.commit { try $0.publication("other") } == nil)
        #expect(try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(9), limit: 10) }.count == 1)
        #expect(try exists(bench, 1) && !exists(bench, 2))
        try bench.commit { transaction in
            try transaction.insert(second, at: .after(10))
            try transaction.publish(
                PublishedDocument(digest: second.digest, byteCount: 10), as: "directory", at: .after(10))
        }
        #expect(try bench.commit { try $0.publication("directory") }?.document == second.digest)
        // As housekeeping asks, an hour later and a little more.
        func collected(_ time: TimeInterval) throws -> Int {
            let limit = Date.after(time).addingTimeInterval(3600 - Housekeeping.patience)
            return try bench.commit { try $0.collectDocuments(from: 0, olderThan: limit, limit: 10) }.count
        }
        #expect(try collected(10) == 0)
        #expect(try collected(11) == 1)
        #expect(try exists(bench, 2) && !exists(bench, 1))
        try bench.commit { try $0.publish(nil, as: "directory", at: .after(12)) }
        #expect(try bench.commit { try $0.publication("directory") } == nil)
        #expect(try collected(12) == 0)
        #expect(try collected(13) == 1)
    }

    @Test(arguments: TestedStore.allCases, [10, TestedStore.largestEmbedded + 1])
    func documentsOfJobsThatHaveEndedGoAndTheOthersStay(_ kind: TestedStore, _ size: Int) throws {
        let bench = try bench(kind, [.sent, .waiting, .failed, .cancelled, .setAside], size: size)
        #expect(try bench.commit { try $0.forgetDocuments(acceptedBefore: .after(1), limit: 3) })
        #expect(try !bench.commit { try $0.forgetDocuments(acceptedBefore: .after(1), limit: 3) })
        let collected = try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(1), limit: 10) }
        #expect(collected.count == 3)
        #expect(collected.next == 0)
        for number in 0..<5 {
            #expect(try exists(bench, number, size) == [1, 4].contains(number))
            let file = bench.folder.url.appending(path: "documents/\(Self.path(number, size))")
            let isFile = FileManager.default.fileExists(atPath: file.path)
            #expect(isFile == ([1, 4].contains(number) && size > 10))
        }
        #expect(try bench.history(of: JobID(order: OrderID(rawValue: 1), number: 1))?.events.count == 1)
    }

    private static func path(_ number: Int, _ size: Int) -> String {
        let name = document(number, size).digest.description
        return "\(name.prefix(2))/\(name)"
    }

    @Test(arguments: TestedStore.allCases)
    func anOrderGoesWithAllThatIsKnownOfItUnlessATaskIsLeft(_ kind: TestedStore) throws {
        let bench = try bench(kind, [.sent, .sent, .accepted])
        try bench.insert(.named("told", stage: .deliver, order: OrderID(rawValue: 2), job: 1))
        #expect(try !bench.commit { try $0.forgetOrders(acceptedBefore: .after(1), limit: 10) })
        let orders = try (1...3).map { number in
            try bench.commit { try $0.fingerprint(of: OrderID(rawValue: number)) } != nil
        }
        #expect(orders == [false, true, true])
        #expect(try bench.history(of: .sample) == nil)
        #expect(try bench.commit { try $0.jobs(state: nil, order: nil, limit: 9) }.count == 2)
    }

    @Test(arguments: TestedStore.allCases)
    func onlyWhatIsOldEnoughGoesInSlices(_ kind: TestedStore) throws {
        let bench = try bench(kind, [.sent, .sent, .sent])
        #expect(try !bench.commit { try $0.forgetOrders(acceptedBefore: .after(0), limit: 1) })
        #expect(try bench.commit { try $0.forgetOrders(acceptedBefore: .after(0.001), limit: 2) })
        let young = try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(0), limit: 9) }
        #expect(young.count == 0)
        let first = try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(1), limit: 1) }
        #expect(first.count == 1)
        #expect(first.next != 0)
        let rest = try bench.commit { try $0.collectDocuments(from: first.next, olderThan: .after(1), limit: 9) }
        #expect(rest.count == 1)
        #expect(rest.next == 0)
        #expect(try exists(bench, 2))
    }

    @Test(arguments: TestedStore.allCases, [10, TestedStore.largestEmbedded + 1])
    func aDocumentThatComesAgainInTheSameTransactionStays(_ kind: TestedStore, _ size: Int) throws {
        let bench = try bench(kind, [.sent], size: size)
        try bench.commit { transaction in
            _ = try transaction.forgetDocuments(acceptedBefore: .after(1), limit: 9)
            _ = try transaction.collectDocuments(from: 0, olderThan: .after(1), limit: 9)
            try transaction.insert(Self.document(0, size), at: .after(2))
        }
        #expect(try exists(bench, 0, size))
    }

    @Test(arguments: TestedStore.allCases)
    func aDocumentThatComesAgainIsAsYoungAsANewOne(_ kind: TestedStore) throws {
        let bench = try bench(kind, [])
        try bench.commit { try $0.insert(Self.document(0), at: .after(0)) }
        try bench.commit { try $0.insert(Self.document(1), at: .after(0)) }
        try bench.commit { try $0.insert(Self.document(0), at: .after(10)) }
        let isThere = try bench.commit { try $0.touch(Self.document(1).digest, at: .after(10)) }
        #expect(isThere)
        #expect(try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(9), limit: 9) }.count == 0)
        #expect(try bench.commit { try $0.collectDocuments(from: 0, olderThan: .after(11), limit: 9) }.count == 2)
    }

    @Test(arguments: TestedStore.allCases)
    func callsAreForgottenByAgeTheOldestFirst(_ kind: TestedStore) throws {
        let bench = try bench(kind, [])
        let ids = (0..<3).map { CallID(time: .after(Double($0)), random: 0) }
        for id in ids {
            let log = CallLog(
                id: id, line: "line-1", dialled: "1", began: .after(0), result: "busy", sentence: "", entries: [])
            try bench.commit { try $0.apply(JobUpdate(job: .sample, call: log), stage: nil, at: .after(0)) }
        }
        func kept() throws -> [CallID] {
            try bench.commit { transaction in try ids.filter { try transaction.call($0) != nil } }
        }
        #expect(try bench.commit { try $0.forgetCalls(before: .after(2), limit: 1) })
        #expect(try kept() == Array(ids[1...]))
        #expect(try !bench.commit { try $0.forgetCalls(before: .after(2), limit: 9) })
        #expect(try kept() == [ids[2]])
    }

    @Test(arguments: TestedStore.allCases)
    func accountsGoOnWhereTheLastPageEnded(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let orders = (0..<3).map { OrderID(time: .after(Double($0)), random: 0) }
        for order in orders {
            for number in 1...2 {
                try bench.commit {
                    try $0.apply(
                        JobUpdate(
                            job: JobID(order: order, number: number),
                            attempt: Attempt(
                                number: 1, call: CallID(rawValue: 1), began: .after(0), line: "line-1", dialled: "1")),
                        stage: nil, at: .after(0))
                }
            }
        }
        func accounts(_ since: Double, _ until: Double, after: JobID? = nil, limit: Int = 99) throws -> [JobID] {
            try bench.commit {
                try $0.accounts(since: .after(since), until: .after(until), after: after, limit: limit)
            }.map { entry in
                #expect(entry.attempts.count == 1)
                return entry.job.id
            }
        }
        let all = orders.flatMap { order in (1...2).map { JobID(order: order, number: $0) } }
        #expect(try accounts(0, 99) == all)
        #expect(try accounts(1, 2) == Array(all[2..<4]))
        #expect(try accounts(0, 99, limit: 3) == Array(all[..<3]))
        #expect(try accounts(0, 99, after: all[2]) == Array(all[3...]))
        let everything = try bench.commit {
            try $0.accounts(
                since: Date(timeIntervalSince1970: 0), until: .distantFuture, after: nil, limit: 99)
        }
        #expect(everything.count == 6)
    }
}
