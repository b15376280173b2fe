/// A colour profile of greys (ICC.1:2001-04, a monochrome display with gamma 2.2 and the white of D50), made here: no other has to be
/// shipped or licensed, and it is short.
enum GreyProfile {
    /// The profile.
    static let octets: [UInt8] = {
        let tags: [(signature: String, data: [UInt8])] = [
            ("desc", description("Grey, gamma 2.2")), ("cprt", type("text") + ascii("No copyright") + [0]),
            // The media's white is the illuminant's (§6.5.4).
            ("wtpt", type("XYZ ") + illuminant),
            // curveType of one entry is a gamma, as a u8Fixed8Number (§6.5.3).
            ("kTRC", type("curv") + number(1) + [0x02, 0x33]),
        ]
        var table = number(tags.count)
        var body: [UInt8] = []
        let start = 128 + 4 + 12 * tags.count
        for tag in tags {
            table += ascii(tag.signature) + number(start + body.count) + number(tag.data.count)
            body += tag.data + [UInt8](repeating: 0, count: (4 - tag.data.count % 4) % 4)
        }
        return header(size: start + body.count) + table + body
    }()

    /// §6.1: 128 octets.
    private static func header(size: Int) -> [UInt8] {
        var header = number(size) + number(0) + number(0x0210_0000) + ascii("mntrGRAYXYZ ")
        // 2026-01-01T00:00Z, then the signature of every profile; no platform, flags, maker, model, attributes or intent.
        header += [0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] + ascii("acsp")
        header += [UInt8](repeating: 0, count: 28) + illuminant
        return header + [UInt8](repeating: 0, count: 128 - header.count)
    }

    /// D50: 0.9642, 1, 0.8249 as s15Fixed16Numbers (§6.1.11).
    private static let illuminant: [UInt8] = number(0xF6D6) + number(0x10000) + number(0xD32D)

    /// textDescriptionType (§6.5.17), with nothing in Unicode and ScriptCode.
    private static func description(_ text: String) -> [UInt8] {
        type("desc") + number(text.utf8.count + 1) + ascii(text) + [0] + number(0) + number(0)
            + [UInt8](repeating: 0, count: 2 + 1 + 67)
    }

    private static func type(_ signature: String) -> [UInt8] { ascii(signature) + number(0) }

    private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func number(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
