import Foundation
import FuzzTargets
import Testing

/// What the fuzzer has found once, and what it begins with.
@Suite struct KeptCasesTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz")
        .standardizedFileURL

    static func inputs(_ target: FuzzTarget) throws -> [URL] {
        try ["Cases", "Corpus"].flatMap { kind in
            let files = folder.appending(path: "\(kind)/\(target.name)")
            guard FileManager.default.fileExists(atPath: files.path) else { return [URL]() }
            return try FileManager.default.contentsOfDirectory(at: files, includingPropertiesForKeys: nil)
        }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everyKeptCaseHolds(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let inputs = try Self.inputs(target)
        #expect(!inputs.isEmpty)
        for input in inputs {
            let octets = try [UInt8](Data(contentsOf: input))
            #expect(throws: Never.self, "\(input.lastPathComponent)") { try target.run(octets) }
        }
    }

    @Test func everyFolderHasItsTarget() throws {
        for kind in ["Cases", "Corpus"] {
            let folders = try FileManager.default.contentsOfDirectory(
                atPath: Self.folder.appending(path: kind).path)
            #expect(Set(folders).isSubset(of: FuzzTarget.all.map(\.name)))
        }
    }
}
