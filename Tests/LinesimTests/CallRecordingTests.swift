import Foundation
import TestSupport
import Testing

@testable import linesim

@Suite struct CallRecordingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aCallIsAWaveFileOfTwoChannels() throws {
        let path = folder.path("call.wav")
        let recording = try CallRecording(path: path)
        recording.add(calling: [1, -2], called: [0x1234, Int16.min])
        recording.add(calling: [3], called: [4])
        recording.finish()
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let header: [UInt8] =
            Array("RIFF".utf8) + [48, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 2, 0]
            + [0x40, 0x1F, 0, 0, 0x00, 0x7D, 0, 0, 4, 0, 16, 0] + Array("data".utf8) + [12, 0, 0, 0]
        #expect(Array(bytes.prefix(44)) == header)
        #expect(Array(bytes.dropFirst(44)) == [1, 0, 0x34, 0x12, 0xFE, 0xFF, 0x00, 0x80, 3, 0, 4, 0])
    }

    @Test func aRecordingThatIsCutOffCanBePlayed() throws {
        let path = folder.path("call.wav")
        let recording = try CallRecording(path: path)
        let block = [Int16](repeating: 5, count: LineTime.samplesPerBlock)
        for _ in 0..<70 { recording.add(calling: block, called: block) }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        #expect(bytes.count == 44 + 70 * 160 * 4)
        // Brought up to date each second: the first one is in it.
        #expect(Array(bytes[40..<44]) == [0x00, 0x7D, 0, 0])
    }

    @Test func aFileThatCanNotBeWrittenIsNamed() {
        let path = folder.path("nowhere/call.wav")
        #expect(throws: LinesimError(.recording, "the recording \(path) can't be written")) {
            try CallRecording(path: path)
        }
    }
}
