import Foundation
import TestSupport
import Testing

@testable import spool

@Suite("The spool's folder")
struct SpoolFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func chmod(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func itIsMadeForItsUserOnly() throws {
        let spool = SpoolFolder(folder.path("a/spool"))
        #expect(spool.problem == nil && spool.warning == nil, "it can be made")
        try spool.prepare()
        #expect(try mode(spool.url.path) == 0o700)
    }

    @Test func aFolderThatIsOpenToEverybodyIsWarnedOf() throws {
        let path = try folder.makeFolder("spool")
        try chmod(path, 0o755)
        #expect(
            SpoolFolder(path).warning
                == "spool.directory: '\(path)' is open to everybody on this machine (mode 755), and faxes lie there: chmod 700 \(path)"
        )
        try chmod(path, 0o750)
        #expect(SpoolFolder(path).warning == nil)
    }

    @Test func theFilesOfAnEarlierVersionAreClosedToEverybody() throws {
        let path = try folder.makeFolder("spool")
        for name in ["spool.sqlite", "spool.sqlite-wal"] {
            try folder.write("spool/\(name)", "x")
            try chmod("\(path)/\(name)", 0o644)
        }
        try SpoolFolder(path).prepare()
        #expect(try mode("\(path)/spool.sqlite") == 0o640)
        #expect(try mode("\(path)/spool.sqlite-wal") == 0o640)
    }

    @Test func whatIsNoFolderIsAnErrorThatNamesKeyAndPath() throws {
        let file = try folder.write("file", "")
        let error = #expect(throws: StoreError.self) { try SpoolFolder(file).prepare() }
        #expect(error?.description == "spool.directory: '\(file)' can't be made: File exists")
        #expect(SpoolFolder(file).problem == "spool.directory: '\(file)' is no folder")
        #expect(
            SpoolFolder(file + "/below").problem == "spool.directory: '\(file)/below' can't be used: Not a directory")
    }
}
