import Foundation

/// What a PDF's bytes tell of its pictures at a glance.
enum PDFPictures {
    /// How many pictures with shades it has, about: the dictionaries of pictures stand in the file as they are, whatever else is
    /// compressed (ISO 32000-1 §7.5.7: a stream is in no object stream). A guess, which costs time where it is wrong and no more.
    static func count(in pdf: [UInt8]) -> Int {
        let key = Array("/BitsPerComponent".utf8)
        return pdf.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            var count = 0
            var position = 0
            while position + key.count + 2 <= bytes.count,
                let found = memchr(start + position, Int32(UInt8(ascii: "/")), bytes.count - position - key.count - 1)
            {
                position = found - UnsafeMutableRawPointer(mutating: start) + 1
                guard memcmp(found, key, key.count) == 0 else { continue }
                let value = bytes[(position + key.count - 1)...].prefix(2).drop { $0 == UInt8(ascii: " ") }
                if value.first == UInt8(ascii: "8") { count += 1 }
            }
            return count
        }
    }
}
