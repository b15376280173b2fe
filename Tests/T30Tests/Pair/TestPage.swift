import TestSupport

@testable import T30

/// A page of lines that tell whether they came through, and of which page they are.
enum TestPage {
    /// Octets of a line: a mark, the page, the number of the line, noise, and a sum over all.
    private static let lineOctets = 8
    private static let mark: UInt8 = 0xA5
    private static let lastMark: UInt8 = 0x5A

    /// Page `number` with so many lines.
    static func octets(_ number: Int, lines: Int, _ random: inout SeededGenerator) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(lines * lineOctets)
        for line in 0..<lines {
            let noise = random.next()
            let start = octets.count
            octets += [
                line == lines - 1 ? lastMark : mark, UInt8(number), UInt8(line & 0xFF), UInt8(line >> 8),
                UInt8(noise & 0xFF), UInt8(noise >> 8 & 0xFF),
            ]
            let sum = sum(octets[start...])
            octets += [UInt8(sum >> 8), UInt8(sum & 0xFF)]
        }
        return octets
    }

    private static func sum(_ octets: ArraySlice<UInt8>) -> UInt16 {
        octets.reduce(0xA5A5) { $0 &* 40_503 &+ UInt16($1) &* 31 &+ 7 }
    }

    /// The number of the page, by most of its first lines.
    static func number(_ octets: [UInt8]) -> Int {
        var counts: [UInt8: Int] = [:]
        for place in stride(from: 1, to: min(octets.count, 21 * lineOctets), by: lineOctets) {
            counts[octets[place], default: 0] += 1
            if octets[place - 1] == lastMark { break }
        }
        return counts.max { $0.value < $1.value }.map { Int($0.key) } ?? -1
    }

    /// What a decoder would say of these octets. One whose last line is missing has lost more than can be counted.
    static func quality(_ octets: [UInt8]) -> CopyQuality {
        var quality = CopyQuality(lines: 0)
        var run = 0
        var start = 0
        while start + lineOctets <= octets.count {
            quality.lines += 1
            let sum = sum(octets[start..<start + lineOctets - 2])
            let isGood =
                UInt8(sum >> 8) == octets[start + lineOctets - 2] && UInt8(sum & 0xFF) == octets[start + lineOctets - 1]
            run = isGood ? 0 : run + 1
            quality.badLines += isGood ? 0 : 1
            quality.longestBadRun = max(quality.longestBadRun, run)
            if isGood, octets[start] == lastMark { return quality }
            start += lineOctets
        }
        quality.longestBadRun = 1_000
        return quality
    }

    /// Whether these octets are those of the page, but for damage within the limits; with error correction, for none.
    static func isPage(_ received: [UInt8], _ sent: [UInt8], parameters: SessionParameters) -> Bool {
        guard received.count >= sent.count else { return false }
        guard !parameters.errorCorrection else { return received.starts(with: sent) }
        let limits = CopyQualityLimits()
        var bad = 0
        for start in stride(from: 0, to: sent.count, by: lineOctets)
        where received[start..<start + lineOctets] != sent[start..<start + lineOctets] {
            bad += 1
        }
        return bad * 1000 <= sent.count / lineOctets * limits.refusePerThousand
    }
}
