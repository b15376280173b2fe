import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("Documents that are files")
struct DocumentFilesTests {
    private let folder: TemporaryFolder
    private let files: DocumentFiles
    private let document = NewDocument(Array("abc".utf8))

    init() throws {
        folder = try TemporaryFolder()
        files = DocumentFiles(directory: folder.url.appending(path: "documents"))
        try files.makeFolders()
    }

    private var path: URL {
        folder.url.appending(
            path: "documents/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    private func permissions(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test func aDocumentHasItsDigestAsNameInAFolderOfTheFirstTwoDigits() throws {
        try files.write(document.bytes, digest: document.digest)
        #expect(try Data(contentsOf: path) == Data(document.bytes))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path.deletingLastPathComponent().path).count == 1)
    }

    @Test func nobodyElseMayReadADocument() throws {
        try files.write(document.bytes, digest: document.digest)
        #expect(try permissions(path) == 0o600)
        #expect(try permissions(path.deletingLastPathComponent()) == 0o700)
        #expect(try permissions(folder.url.appending(path: "documents")) == 0o700)
    }

    @Test func aDocumentThatIsThereIsNotWrittenAgain() throws {
        try files.write(document.bytes, digest: document.digest)
        let before = try FileManager.default.attributesOfItem(atPath: path.path)[.systemFileNumber] as? Int
        try files.write(document.bytes, digest: document.digest)
        let after = try FileManager.default.attributesOfItem(atPath: path.path)[.systemFileNumber] as? Int
        #expect(before != nil)
        #expect(before == after)
    }

    @Test func whatAnInterruptedWriteLeftIsOverwritten() throws {
        try files.write(document.bytes, digest: document.digest)
        try FileManager.default.moveItem(at: path, to: path.appendingPathExtension("new"))
        try Data("rubbish that is longer".utf8).write(to: path.appendingPathExtension("new"))
        try files.write(document.bytes, digest: document.digest)
        #expect(try Data(contentsOf: path) == Data(document.bytes))
        #expect(!FileManager.default.fileExists(atPath: path.appendingPathExtension("new").path))
    }

    @Test func aMissingFileIsToldByItsDigest() throws {
        #expect(throws: StoreError(description: "document \(document.digest) is gone", isLoss: true)) {
            try files.read(document.digest, offset: 0, count: 3)
        }
    }

    @Test func aDamagedFileIsWrittenAnewWhenItsDocumentComesAgain() throws {
        try files.write(document.bytes, digest: document.digest)
        try Data("abd".utf8).write(to: path)
        try files.write(document.bytes, digest: document.digest)
        #expect(try files.read(document.digest, offset: 0, count: 3) == document.bytes)
    }

    @Test func aFileThatIsShorterThanItWasIsToldWithItsLength() throws {
        try files.write(document.bytes, digest: document.digest)
        try Data("ab".utf8).write(to: path)
        #expect(throws: StoreError(description: "document \(document.digest) is cut off at 2 bytes", isLoss: true)) {
            try files.read(document.digest, offset: 1, count: 2)
        }
    }

    @Test func aFolderThatCannotBeMadeIsAnError() throws {
        let taken = folder.url.appending(path: "taken")
        try Data().write(to: taken)
        #expect(throws: (any Error).self) { try DocumentFiles(directory: taken).makeFolders() }
    }

    @Test func aFileThatCannotBeWrittenLeavesNothingBehind() throws {
        // Its name is taken by a folder.
        try FileManager.default.createDirectory(at: path.appending(path: "x"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: path, to: path.appendingPathExtension("new"))
        #expect(throws: StoreError.self) { try files.write(document.bytes, digest: document.digest) }
        #expect(!FileManager.default.fileExists(atPath: path.path))
    }
}
