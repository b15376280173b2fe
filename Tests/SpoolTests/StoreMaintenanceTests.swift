import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("Check, backup and restore of a store")
struct StoreMaintenanceTests {
    private let folder: TemporaryFolder
    /// Where copies go: not there yet.
    private let copy: URL

    init() throws {
        folder = try TemporaryFolder()
        copy = folder.url.appending(path: "copy")
    }

    private var original: URL { folder.url.appending(path: "original") }

    /// A store with something in it.
    private func store(_ kind: TestedStore) throws -> any SpoolStore {
        try FileManager.default.createDirectory(at: original, withIntermediateDirectories: true)
        let store = try kind.open(in: original)
        try StoredSample.write(to: store)
        return store
    }

    private func expectSample(_ store: any SpoolStore) throws {
        for document in [StoredSample.small, StoredSample.large] {
            let piece = try store.commit { try $0.read(document.digest, offset: 0, count: document.bytes.count) }
            #expect(piece?.bytes == document.bytes)
        }
        #expect(try store.commit { try $0.ready(in: .normal(), limit: 9) }.map(\.payload) == [[1]])
        #expect(try store.commit { try $0.history(of: .sample) }?.documents.count == 2)
    }

    @Test(arguments: TestedStore.allCases)
    func aSoundStoreHasNoProblemsAlsoWhileItIsUsed(_ kind: TestedStore) throws {
        let store = try store(kind)
        let maintenance = kind.maintenance(of: original)
        try store.commit { try $0.setPause(.stage(.render), true) }
        #expect(try maintenance.check() == StoreReport(taskCount: 1, documentCount: 2))
        try store.commit { try $0.setPause(.stage(.render), false) }
    }

    @Test(arguments: TestedStore.allCases)
    func whereThereIsNoStoreNothingIsChecked(_ kind: TestedStore) throws {
        #expect(throws: StoreError.self) { try kind.maintenance(of: copy).check() }
    }

    @Test(arguments: TestedStore.allCases)
    func aFolderThatCannotBeMadeIsNamedWithTheReason(_ kind: TestedStore) throws {
        _ = try store(kind)
        let file = try folder.write("file", "")
        let error = #expect(throws: StoreError.self) {
            try kind.maintenance(of: original).backUp(to: URL(filePath: file + "/below"))
        }
        #expect(error?.description == "the folder '\(file)/below' can't be made: Not a directory")
    }

    @Test(arguments: TestedStore.allCases)
    func aBackupThatIsMadeWhileTheStoreIsInUseHasEverything(_ kind: TestedStore) throws {
        let store = try store(kind)
        try kind.maintenance(of: original).backUp(to: copy)
        try store.commit { try $0.setPause(.stage(.render), true) }
        #expect(try kind.maintenance(of: copy).check() == StoreReport(taskCount: 1, documentCount: 2))
        let backup = try kind.open(in: copy)
        try expectSample(backup)
        #expect(try backup.commit { try $0.pauses() }.isEmpty)
    }

    @Test(arguments: TestedStore.allCases)
    func aBackupDoesNotGoOverAnotherOne(_ kind: TestedStore) throws {
        _ = try store(kind)
        let maintenance = kind.maintenance(of: original)
        try maintenance.backUp(to: copy)
        #expect(throws: StoreError(description: "\(copy.path) is not empty")) { try maintenance.backUp(to: copy) }
    }

    @Test(arguments: TestedStore.allCases)
    func whatIsRestoredIsTheBackupWithWhatWasChanged(_ kind: TestedStore) throws {
        _ = try store(kind)
        try kind.maintenance(of: copy).restore(from: original) { transaction in
            try transaction.setPause(.stage(.faxout), true)
            try transaction.forgetTimeLimits()
        }
        let restored = try kind.open(in: copy)
        try expectSample(restored)
        #expect(try restored.commit { try $0.pauses() } == [.stage(.faxout)])
        #expect(try restored.commit { try $0.expired(by: .distantFuture, limit: 9) } == [])
        #expect(try kind.open(in: original).commit { try $0.expired(by: .distantFuture, limit: 9) }.count == 1)
    }

    @Test(arguments: TestedStore.allCases)
    func aRestoreThatFailsLeavesNothingThatCouldBeTakenForAStore(_ kind: TestedStore) throws {
        struct Trouble: Error {}
        _ = try store(kind)
        let maintenance = kind.maintenance(of: copy)
        #expect(throws: Trouble.self) { try maintenance.restore(from: original) { _ in throw Trouble() } }
        #expect(throws: StoreError.self) { try maintenance.check() }
    }

    @Test(arguments: TestedStore.allCases)
    func nothingIsRestoredOverAStoreOrBesideASpool(_ kind: TestedStore) throws {
        let store = try store(kind)
        let backup = folder.url.appending(path: "backup")
        try kind.maintenance(of: original).backUp(to: backup)
        #expect(throws: StoreError(description: "\(original.path) is not empty")) {
            try kind.maintenance(of: original).restore(from: backup) { _ in }
        }
        try expectSample(store)
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        let lock = try DirectoryLock(directory: copy)
        defer { lock.release() }
        #expect(throws: StoreError(description: "another spool works in \(copy.path)")) {
            try kind.maintenance(of: copy).restore(from: backup) { _ in }
        }
    }
}
