import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("The command that restores a backup")
struct RestoreCommandTests {
    private let folder: TemporaryFolder
    private let destination: URL

    init() throws {
        folder = try TemporaryFolder()
        destination = folder.url.appending(path: "restored")
    }

    private var backup: URL { folder.url.appending(path: "backup") }

    /// A backup with a store's contents.
    private func makeBackup() throws {
        try FileManager.default.createDirectory(at: backup, withIntermediateDirectories: true)
        try StoredSample.write(to: ConfiguredStore.open(in: backup))
    }

    @Test func whatMayHaveBeenDoneSinceWaitsForTheOperatorAndDoesNotExpire() throws {
        try makeBackup()
        #expect(try Spool.Restore.restore(backup, to: destination).problems == [])
        let store = try ConfiguredStore.open(in: destination)
        #expect(try store.commit { try $0.pauses() } == [.stage(.faxout), .stage(.deliver)])
        #expect(try store.commit { try $0.tasks(of: .sample) }.map(\.record.expires) == [nil])
    }

    @Test func ofADamagedBackupNothingIsRestored() throws {
        try makeBackup()
        try FileManager.default.removeItem(at: backup.appending(path: "documents"))
        #expect(try Spool.Restore.restore(backup, to: destination).problems.count == 1)
        #expect(!FileManager.default.fileExists(atPath: destination.path))
    }
}
