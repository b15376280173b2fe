/// How a PNG or WebP is to be turned, by what the camera says in it (Exif 2.32 §4.6.4, `Orientation`): GraphicsMagick finds that in JPEG only.
enum PictureOrientation {
    /// GraphicsMagick's options that turn a picture upright.
    static func options(for picture: [UInt8], _ kind: ImageKind) -> [String] {
        switch kind {
        case .png: options(exif(inPNG: picture).flatMap { orientation(picture[$0]) })
        case .webp: options(exif(inWebP: picture).flatMap { orientation(picture[$0]) })
        case .jpeg, .gif, .bmp: ["-auto-orient"]
        }
    }

    private static func options(_ orientation: Int?) -> [String] {
        switch orientation {
        case 2: ["-flop"]
        case 3: ["-rotate", "180"]
        case 4: ["-flip"]
        case 5: ["-flop", "-rotate", "270"]
        case 6: ["-rotate", "90"]
        case 7: ["-flop", "-rotate", "90"]
        case 8: ["-rotate", "270"]
        default: []
        }
    }

    /// Where the chunk eXIf is (PNG 3 §11.3.4.5).
    private static func exif(inPNG bytes: [UInt8]) -> Range<Int>? {
        var position = 8
        while position + 12 <= bytes.count {
            let length = number(bytes[position..<position + 4])
            guard length <= bytes.count - position - 12 else { return nil }
            let content = position + 8..<position + 8 + length
            if bytes[position + 4..<position + 8].elementsEqual("eXIf".utf8) { return content }
            position = content.upperBound + 4
        }
        return nil
    }

    /// Where the chunk EXIF is (RFC 9649 §2.7.1.5); some programs put the head of a JPEG's segment before it.
    private static func exif(inWebP bytes: [UInt8]) -> Range<Int>? {
        var position = 12
        while position + 8 <= bytes.count {
            let length = number(bytes[position + 4..<position + 8].reversed())
            guard length <= bytes.count - position - 8 else { return nil }
            let content = position + 8..<position + 8 + length
            if bytes[position..<position + 4].elementsEqual("EXIF".utf8) {
                let isHeaded = bytes[content].starts(with: "Exif\0\0".utf8)
                return isHeaded ? content.dropFirst(6) : content
            }
            position = content.upperBound + length % 2
        }
        return nil
    }

    /// The field Orientation of the first directory of a TIFF structure.
    private static func orientation(_ exif: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(exif)
        let isBig = bytes.starts(with: "MM".utf8)
        func value(_ place: Int, _ count: Int) -> Int? {
            guard place >= 0, count <= bytes.count, place <= bytes.count - count else { return nil }
            let octets = bytes[place..<place + count]
            return isBig ? number(octets) : number(octets.reversed())
        }
        guard isBig || bytes.starts(with: "II".utf8), let start = value(4, 4), let count = value(start, 2) else {
            return nil
        }
        for entry in 0..<min(count, 100) {
            let place = start + 2 + 12 * entry
            guard let tag = value(place, 2) else { return nil }
            if tag == 0x112 { return value(place + 8, 2) }
        }
        return nil
    }

    /// A number, its highest octet first.
    private static func number(_ octets: some Sequence<UInt8>) -> Int { octets.reduce(0) { $0 << 8 | Int($1) } }
}
