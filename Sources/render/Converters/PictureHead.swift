/// What a picture says of itself before its pixels come. Nothing of it is trusted further than it goes.
enum PictureHead {
    /// Pixels an inch, where the file gives a density that scanners and printers have; `nil` where it gives none, or one that says
    /// nothing, as cameras and screens do.
    static func density(of picture: [UInt8], _ kind: ImageKind) -> Double? {
        let density: Double? =
            switch kind {
            case .jpeg: jfif(picture)
            case .png: png(picture)
            case .bmp: metres(number(picture, 38, 4, bigEndian: false))
            case .gif, .webp: nil
            }
        return density.flatMap { (100...1300).contains($0) ? $0 : nil }
    }

    /// The size that a PNG (§11.2.2), JPEG, GIF (89a §18) or BMP says it has, in pixels; `nil` where it says none, or is of another kind.
    static func size(of picture: [UInt8], _ kind: ImageKind) -> (width: Int, rows: Int)? {
        switch kind {
        case .png:
            guard let width = number(picture, 16, 4), let rows = number(picture, 20, 4) else { return nil }
            return (width, rows)
        case .jpeg: return frame(picture)
        case .gif:
            guard let width = number(picture, 6, 2, bigEndian: false),
                let rows = number(picture, 8, 2, bigEndian: false)
            else { return nil }
            return (width, rows)
        case .bmp:
            // Before Windows 3 both have two octets; rows from the top down are less than none.
            let octets = number(picture, 14, 4, bigEndian: false) == 12 ? 2 : 4
            guard let width = number(picture, 18, octets, bigEndian: false),
                let rows = number(picture, 18 + octets, octets, bigEndian: false)
            else { return nil }
            return (width, rows < 1 << 31 ? rows : (1 << 32) - rows)
        case .webp: return nil
        }
    }

    /// Whether there is nothing to see in a picture: those of a pixel tell senders who reads their mail, and keep parts of tables apart.
    static func isSpeck(_ picture: [UInt8], _ kind: ImageKind) -> Bool {
        // Of a GIF the screen is said, which may be smaller than its picture: where that is a speck, so is the file.
        guard kind != .gif || picture.count < 200 else { return false }
        return size(of: picture, kind).map { (1...3).contains($0.width) && (1...3).contains($0.rows) } ?? false
    }

    /// The size in a JPEG's frame header (ITU-T T.81 §B.2.2).
    private static func frame(_ bytes: [UInt8]) -> (width: Int, rows: Int)? {
        var position = 2
        while position + 9 <= bytes.count, bytes[position] == 0xFF, let length = number(bytes, position + 2, 2) {
            let marker = bytes[position + 1]
            // SOF0 to SOF15, among which DHT, JPG and DAC are none.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                guard let rows = number(bytes, position + 5, 2), let width = number(bytes, position + 7, 2) else {
                    return nil
                }
                return (width, rows)
            }
            position += 2 + max(2, length)
        }
        return nil
    }

    /// The JFIF segment (JFIF 1.02 §4): units, and pixels in one of them.
    private static func jfif(_ bytes: [UInt8]) -> Double? {
        guard bytes.count > 20, bytes[2] == 0xFF, bytes[3] == 0xE0, bytes[6..<11].elementsEqual("JFIF\0".utf8),
            let across = number(bytes, 14, 2), across == number(bytes, 16, 2)
        else { return nil }
        return bytes[13] == 1 ? Double(across) : bytes[13] == 2 ? Double(across) * 2.54 : nil
    }

    /// The chunk pHYs (PNG §11.3.5.3), which stands before the pixels.
    private static func png(_ bytes: [UInt8]) -> Double? {
        var position = 8
        while position + 12 <= bytes.count, let length = number(bytes, position, 4), length < 1 << 24 {
            let name = bytes[position + 4..<position + 8]
            if name.elementsEqual("IDAT".utf8) { return nil }
            if name.elementsEqual("pHYs".utf8), position + 17 <= bytes.count, bytes[position + 16] == 1,
                let across = number(bytes, position + 8, 4), across == number(bytes, position + 12, 4)
            {
                return metres(across)
            }
            position += 12 + length
        }
        return nil
    }

    private static func metres(_ pixels: Int?) -> Double? {
        pixels.map { (Double($0) * 0.0254).rounded() }
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int, bigEndian: Bool = true) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        let octets = bytes[offset..<offset + count]
        return bigEndian ? octets.reduce(0) { $0 << 8 | Int($1) } : octets.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
