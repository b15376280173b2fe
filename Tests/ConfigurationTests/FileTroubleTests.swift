import Configuration
import Foundation
import TestSupport
import Testing

@Suite("Why a file can't be used, in the words of the system")
struct FileTroubleTests {
    private func trouble(_ body: () throws -> Void) throws -> FileTrouble {
        FileTrouble(try #require(#expect(throws: (any Error).self) { try body() }))
    }

    @Test func whateverWayItIsReadTheCauseIsTheSystems() throws {
        let missing = URL(filePath: "/nowhere/x")
        for trouble in [
            try trouble { _ = try Data(contentsOf: missing) },
            try trouble { _ = try FileHandle(forReadingFrom: missing) },
            try trouble { _ = try String(contentsOf: missing, encoding: .utf8) },
            try trouble { _ = try FileManager.default.attributesOfItem(atPath: missing.path) },
        ] {
            #expect(trouble.description == "No such file or directory")
        }
        #expect(try trouble { _ = try Data(contentsOf: missing) }.sentence == "'/nowhere/x': No such file or directory")
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("file", "")
        let trouble = try trouble {
            try FileManager.default.createDirectory(atPath: file + "/below", withIntermediateDirectories: true)
        }
        #expect(trouble.description == "Not a directory")
    }

    @Test func aFolderIsNoFile() throws {
        let folder = try TemporaryFolder()
        let trouble = try trouble { _ = try FileHandle(forReadingFrom: folder.url).read(upToCount: 1) }
        #expect(trouble.description == "Is a directory")
    }

    @Test func whatIsNoErrorOfAFileIsToldAsItTellsItself() throws {
        let error = NSError(domain: "x", code: 1, userInfo: [NSLocalizedDescriptionKey: "It rained."])
        #expect(FileTrouble(error).description == "It rained." && FileTrouble(error).path == nil)
    }
}
