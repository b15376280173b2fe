/// An envelope of Outlook's (MS-OXTNEF §2.1.3), made for tests.
struct TestTNEF {
    /// Its octets.
    private(set) var bytes: [UInt8] = []

    /// An envelope with these files, and a text where there is one.
    ///
    /// - Parameter rtf: the same text, formatted.
    init(files: [(name: String, bytes: [UInt8])], text: String? = nil, rtf: String? = nil) {
        bytes = Self.octets(0x223E_9F78, count: 4) + Self.octets(1, count: 2)
        add(1, 0x0008_9006, Self.octets(0x0001_0000, count: 4))
        add(1, 0x0006_9007, Self.octets(1252, count: 4) + Self.octets(0, count: 4))
        add(1, 0x0007_8008, Array("IPM.Microsoft Mail.Note\0".utf8))
        if let text { add(1, 0x0002_800C, Array((text + "\0").utf8)) }
        if let rtf { add(1, 0x0006_9003, Self.properties(rtf: Array(rtf.utf8))) }
        for file in files {
            add(2, 0x0006_9002, [UInt8](repeating: 0, count: 14))
            add(2, 0x0001_8010, Array((file.name + "\0").utf8))
            add(2, 0x0006_800F, file.bytes)
        }
    }

    private mutating func add(_ level: UInt8, _ attribute: Int, _ data: [UInt8]) {
        bytes.append(level)
        bytes += Self.octets(attribute, count: 4) + Self.octets(data.count, count: 4) + data
        bytes += Self.octets(data.reduce(0) { $0 + Int($1) } & 0xFFFF, count: 2)
    }

    /// The property PidTagRtfCompressed alone, of an RTF in runs of eight octets as they are (MS-OXRTFCP §2.2.2.1).
    private static func properties(rtf: [UInt8]) -> [UInt8] {
        let runs = stride(from: 0, to: rtf.count, by: 8).flatMap { [0] + rtf[$0..<min($0 + 8, rtf.count)] }
        let value =
            octets(runs.count + 12, count: 4) + octets(rtf.count, count: 4) + Array("LZFu".utf8)
            + octets(checksum(runs), count: 4) + runs
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        return octets(1, count: 4) + octets(0x0102, count: 2) + octets(0x1009, count: 2) + octets(1, count: 4)
            + octets(value.count, count: 4) + value + padding
    }

    /// The CRC of MS-OXRTFCP §2.1.3.2: that of Ethernet, begun with 0 and not inverted.
    private static func checksum(_ octets: [UInt8]) -> Int {
        var sum: UInt32 = 0
        for octet in octets {
            sum ^= UInt32(octet)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return Int(sum)
    }

    private static func octets(_ number: Int, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
