import Foundation
import TestSupport
import Testing

@testable import spool

@Suite("The lock on a store's folder")
struct DirectoryLockTests {
    @Test func aSecondSpoolIsKeptOut() throws {
        let folder = try TemporaryFolder()
        let lock = try DirectoryLock(directory: folder.url)
        #expect(throws: StoreError(description: "another spool works in \(folder.url.path)")) {
            try DirectoryLock(directory: folder.url)
        }
        lock.release()
        try DirectoryLock(directory: folder.url).release()
    }
}
