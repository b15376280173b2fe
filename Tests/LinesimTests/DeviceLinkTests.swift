import Foundation
import TestSupport
import Testing

@testable import linesim

@Suite struct DeviceLinkTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func target(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    @Test func aLinkLeadsToItsDeviceUntilItIsRemoved() throws {
        let link = DeviceLink(path: folder.path("modem"), device: "/dev/pts/4711")
        try link.make()
        #expect(target(link.path) == "/dev/pts/4711")
        link.remove()
        #expect(target(link.path) == nil)
        link.remove()
    }

    @Test func anOldLinkIsReplaced() throws {
        let old = DeviceLink(path: folder.path("modem"), device: "/dev/pts/1")
        let new = DeviceLink(path: old.path, device: "/dev/pts/2")
        try old.make()
        try new.make()
        #expect(target(old.path) == "/dev/pts/2")
        // It is no longer the old one's to remove.
        old.remove()
        #expect(target(old.path) == "/dev/pts/2")
    }

    @Test func anythingElseIsLeftAlone() throws {
        let path = folder.path("modem")
        try Data("precious".utf8).write(to: URL(filePath: path))
        let link = DeviceLink(path: path, device: "/dev/pts/1")
        #expect(throws: LinesimError(.link, "the link \(path) can't be made: File exists")) { try link.make() }
        link.remove()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func aFolderThatIsMissingIsNamed() {
        let path = folder.path("nowhere/modem")
        let link = DeviceLink(path: path, device: "/dev/pts/1")
        #expect(throws: LinesimError(.link, "the link \(path) can't be made: No such file or directory")) {
            try link.make()
        }
    }
}
