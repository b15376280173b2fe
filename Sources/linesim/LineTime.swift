/// A moment or a span on a line's own clock, counted in the 20 ms blocks of audio that passed.
struct LineTime: Comparable, Hashable, Sendable {
    /// Samples in one block at 8 kHz.
    static let samplesPerBlock = 160
    /// Seconds that one block lasts at life speed.
    static let secondsPerBlock = 0.02

    /// Whole blocks.
    var blocks: Int

    /// The span of `seconds` of line time, to the nearest block.
    static func seconds(_ seconds: Double) -> LineTime {
        LineTime(blocks: Int((seconds / secondsPerBlock).rounded()))
    }

    /// The time in seconds.
    var seconds: Double { Double(blocks) * Self.secondsPerBlock }

    static func < (one: LineTime, other: LineTime) -> Bool { one.blocks < other.blocks }
    static func + (one: LineTime, other: LineTime) -> LineTime { LineTime(blocks: one.blocks + other.blocks) }
    static func - (one: LineTime, other: LineTime) -> LineTime { LineTime(blocks: one.blocks - other.blocks) }
}
