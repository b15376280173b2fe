internal import Foundation

/// A call as a WAV file, 8 kHz, 16 bit: on the left what the calling end hears, on the right what the called end hears.
///
/// The file's header is brought up to date every line second, so that a recording that is cut off can be played.
final class CallRecording {
    private let file: FileHandle
    private var frames = 0

    /// Makes the file, or empties it.
    init(path: String) throws(LinesimError) {
        guard FileManager.default.createFile(atPath: path, contents: Self.header(frames: 0)),
            let file = FileHandle(forUpdatingAtPath: path)
        else { throw LinesimError(.recording, "the recording \(path) can't be written") }
        self.file = file
        _ = try? file.seekToEnd()
    }

    /// Adds one block. What a full disk refuses is left out.
    func add(calling: [Int16], called: [Int16]) {
        var data = Data(capacity: calling.count * 4)
        for (left, right) in zip(calling, called) {
            data.append(littleEndian: UInt16(bitPattern: left))
            data.append(littleEndian: UInt16(bitPattern: right))
        }
        try? file.write(contentsOf: data)
        frames += calling.count
        if frames % 8000 == 0 { finish() }
    }

    /// Brings the header up to date.
    func finish() {
        do {
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Self.header(frames: frames))
            try file.seekToEnd()
        } catch { return }
    }

    private static func header(frames: Int) -> Data {
        let size = UInt32(frames * 4)
        var header = Data("RIFF".utf8)
        header.append(littleEndian: 36 + size)
        header.append(contentsOf: "WAVEfmt ".utf8)
        header.append(littleEndian: UInt32(16))
        for value: UInt16 in [1, 2] { header.append(littleEndian: value) }
        for value: UInt32 in [8000, 32_000] { header.append(littleEndian: value) }
        for value: UInt16 in [4, 16] { header.append(littleEndian: value) }
        header.append(contentsOf: "data".utf8)
        header.append(littleEndian: size)
        return header
    }
}

extension Data {
    fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
