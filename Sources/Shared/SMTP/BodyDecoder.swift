import Foundation
import NIOCore

/// Finds the end of the mail data and takes the stuffed dots out (RFC 5321 §4.5.2), a chunk at a time.
///
/// Only CR LF ends a line, and only CR LF `.` CR LF ends the data (§4.1.1.4): whoever lets another sequence pass reads
/// two mails where the sender's server read one (SMTP smuggling). A CR or LF that stands alone and a NUL (§2.3.8, §4.5.2
/// and RFC 5322 §4.1 forbid them) are noted as a flaw, never repaired; the true end is looked for all the same, so that
/// the connection stays in step.
///
/// The scan jumps from line end to line end with `memchr`. Octets whose meaning the next chunk decides (a CR at the
/// end, `.` or `.` CR at the start of a line) are left in the input; so nothing of a chunk is kept here but whether a
/// line begins.
struct BodyDecoder {
    /// What the data must not contain.
    enum Flaw: Hashable, Sendable {
        case bareCarriageReturn, bareLineFeed, null
    }

    /// What one chunk brought.
    struct Chunk {
        /// The data, dots taken out. Octets next to a flaw are as they came.
        var data: ByteBuffer
        /// Whether the data ended.
        var isLast: Bool
    }

    /// The first thing found that must not be there.
    private(set) var flaw: Flaw?
    /// The data begins where a line does: a lone `.` right after DATA is the end of an empty mail.
    private var lineBegins = true

    /// Takes from the front of `input` what can be decided; `nil` when nothing can.
    mutating func next(from input: inout ByteBuffer) -> Chunk? {
        var runs: [Range<Int>] = []
        let found = input.withUnsafeReadableBytes { scan($0, runs: &runs) }
        guard found.consumed > 0, let taken = input.readSlice(length: found.consumed) else { return nil }
        return Chunk(data: Self.join(runs, of: taken), isLast: found.isEnd)
    }

    /// Looks through `octets`, adds to `runs` what is data, and tells how many octets are decided.
    private mutating func scan(
        _ octets: UnsafeRawBufferPointer, runs: inout [Range<Int>]
    ) -> (consumed: Int, isEnd: Bool) {
        var position = 0
        var runStart = 0
        let count = octets.count
        func endRun(at end: Int) {
            if runStart < end { runs.append(runStart..<end) }
        }
        scanning: while position < count {
            if lineBegins && octets[position] == UInt8(ascii: ".") {
                let left = count - position
                if left == 1 || (left == 2 && octets[position + 1] == UInt8(ascii: "\r")) { break scanning }
                endRun(at: position)
                if octets[position + 1] == UInt8(ascii: "\r") && octets[position + 2] == UInt8(ascii: "\n") {
                    noteNull(in: octets, upTo: position)
                    return (position + 3, true)
                }
                position += 1
                runStart = position
                lineBegins = false
            }
            guard let lineFeed = octets.index(of: UInt8(ascii: "\n"), in: position..<count) else {
                position = partialLine(octets, from: position)
                break
            }
            if lineFeed > position && octets[lineFeed - 1] == UInt8(ascii: "\r") {
                if octets.index(of: UInt8(ascii: "\r"), in: position..<(lineFeed - 1)) != nil {
                    note(.bareCarriageReturn)
                }
                lineBegins = true
            } else {
                note(.bareLineFeed)
                lineBegins = false
            }
            position = lineFeed + 1
        }
        endRun(at: position)
        noteNull(in: octets, upTo: position)
        return (position, false)
    }

    /// Looks through a line whose end is not there yet, and returns the end of what is decided.
    private mutating func partialLine(_ octets: UnsafeRawBufferPointer, from start: Int) -> Int {
        let endsInReturn = octets[octets.count - 1] == UInt8(ascii: "\r")
        let end = endsInReturn ? octets.count - 1 : octets.count
        if octets.index(of: UInt8(ascii: "\r"), in: start..<end) != nil { note(.bareCarriageReturn) }
        if end > start { lineBegins = false }
        return end
    }

    private mutating func noteNull(in octets: UnsafeRawBufferPointer, upTo end: Int) {
        if flaw == nil && octets.index(of: 0, in: 0..<end) != nil { note(.null) }
    }

    private mutating func note(_ found: Flaw) {
        flaw = flaw ?? found
    }

    /// The runs put together: a slice where there is one, a copy where dots were taken out between them.
    private static func join(_ runs: [Range<Int>], of taken: ByteBuffer) -> ByteBuffer {
        let start = taken.readerIndex
        guard runs.count > 1 else {
            return runs.first.flatMap { taken.getSlice(at: start + $0.lowerBound, length: $0.count) } ?? ByteBuffer()
        }
        var data = ByteBuffer()
        data.reserveCapacity(taken.readableBytes)
        for run in runs {
            taken.withUnsafeReadableBytes { _ = data.writeBytes($0[run]) }
        }
        return data
    }
}

extension UnsafeRawBufferPointer {
    /// The first place of `octet` within `range`; `nil` when it is not there.
    func index(of octet: UInt8, in range: Range<Int>) -> Int? {
        guard !range.isEmpty, let base = baseAddress,
            let found = memchr(base + range.lowerBound, Int32(octet), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
