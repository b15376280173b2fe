import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mistake(_ path: String) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try Configuration(contentsOf: path) }
    }

    @Test func aFileIsRead() throws {
        let path = try folder.file("faxpost.yaml", "\u{FEFF}spool:\r\n  lease: 45s\r\n".utf8)
        #expect(try Configuration(contentsOf: path).spool.lease == .seconds(45))
    }

    @Test func anEmptyFileHasTheDefaults() throws {
        let path = try folder.file("faxpost.yaml", [])
        #expect(try Configuration(contentsOf: path).spool.lease == .seconds(30))
    }

    @Test func aMissingFileIsNamed() {
        let path = folder.path("nowhere.yaml")
        let error = mistake(path)
        #expect(error?.file == path && error?.key == nil)
        #expect(error?.description.hasPrefix("\(path): can't be read: ") == true)
    }

    @Test func aFolderIsNoFile() {
        #expect(mistake(folder.path(""))?.message.hasPrefix("can't be read: ") == true)
    }

    @Test func aFileThatIsNotUTF8IsRefused() throws {
        let path = try folder.file(
            "latin1.yaml", Array("deliver:\n  from-name: M".utf8) + [0xFC] + Array("ller\n".utf8))
        let error = mistake(path)
        #expect(error?.file == path)
        #expect(error?.message == "is not text in UTF-8")
    }

    @Test func aMistakeInAFileIsNamedWithItsPathAndLine() throws {
        let path = try folder.file("faxpost.yaml", "log:\n  level: info\n  colour: yes\n".utf8)
        #expect(mistake(path)?.description.hasPrefix("\(path):3: log.colour: unknown key") == true)
    }
}
