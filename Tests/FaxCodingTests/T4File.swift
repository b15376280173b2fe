import FaxModel

/// A TIFF file around T.4 data: little-endian, one strip (TIFF 6.0 §2, §11).
enum T4File {
    /// The file of this code, which is `page`'s.
    static func file(_ code: [UInt8], of page: PageBitmap, isTwoDimensional: Bool) -> [UInt8] {
        func octets(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let fields = [
            (256, page.width), (257, page.rows), (258, 1), (259, 3), (262, 0), (273, 8), (277, 1), (278, page.rows),
            (279, code.count), (292, isTwoDimensional ? 1 : 0),
        ]
        let entries = fields.flatMap { octets($0.0, 2) + octets(4, 2) + octets(1, 4) + octets($0.1, 4) }
        return [0x49, 0x49, 42, 0] + octets(8 + code.count, 4) + code + octets(fields.count, 2) + entries + octets(0, 4)
    }
}
