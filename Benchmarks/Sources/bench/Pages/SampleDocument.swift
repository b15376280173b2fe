import Foundation

/// A PDF to measure with: print, or photographs.
struct SampleDocument {
    enum Kind: String {
        /// Paragraphs in Times, a headline, and a ruled table.
        case text
        /// A picture that fills the page: soft light, shapes with hard edges, and grain.
        case photograph
    }

    let kind: Kind
    let pageCount: Int

    /// The file.
    var bytes: Data {
        var file = Data("%PDF-1.4\n".utf8)
        var offsets: [Int] = []
        func add(_ object: String, stream: Data? = nil) {
            offsets.append(file.count)
            file += Data("\(offsets.count) 0 obj\n".utf8)
            if let stream {
                file +=
                    Data("<< \(object) /Length \(stream.count) >>\nstream\n".utf8) + stream + Data("\nendstream".utf8)
            } else {
                file += Data(object.utf8)
            }
            file += Data("\nendobj\n".utf8)
        }
        let kids = (0..<pageCount).map { "\(6 + 2 * $0) 0 R" }.joined(separator: " ")
        add("<< /Type /Catalog /Pages 2 0 R >>")
        add("<< /Type /Pages /Count \(pageCount) /Kids [\(kids)] >>")
        add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>")
        add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>")
        if kind == .photograph {
            add(
                "/Type /XObject /Subtype /Image /Width \(Self.width) /Height \(Self.height) /ColorSpace /DeviceRGB "
                    + "/BitsPerComponent 8", stream: Self.picture)
        } else {
            add("null")
        }
        for page in 0..<pageCount {
            add(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.89] /Contents \(7 + 2 * page) 0 R /Resources << "
                    + "/Font << /F 3 0 R /B 4 0 R >> \(kind == .photograph ? "/XObject << /I 5 0 R >>" : "") >> >>")
            add("", stream: Data((kind == .photograph ? "q 495 0 0 660 50 90 cm /I Do Q" : Self.text(page)).utf8))
        }
        let table = file.count
        file += Data("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n".utf8)
        for offset in offsets { file += Data(String(format: "%010d 00000 n \n", offset).utf8) }
        file += Data("trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
        return file
    }

    private static let words = """
        the quick delivery of goods agreed upon between the parties shall be made within fourteen days after receipt of payment \
        as stated on the invoice unless otherwise stated in writing and confirmed by both of them
        """.split(separator: " ")

    private static func text(_ page: Int) -> String {
        var generator = UInt64(page + 1) &* 0x9E37_79B9_7F4A_7C15
        var content = "BT /B 16 Tf 60 780 Td (Section \(page + 1)) Tj ET\nBT /F 11 Tf 60 750 Td 14 TL\n"
        for _ in 0..<40 {
            var line = ""
            while line.count < 88 {
                generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                line += "\(words[Int(generator >> 33) % words.count]) "
            }
            content += "(\(line)) '\n"
        }
        content += "ET\n0.5 w\n"
        for row in 0..<6 { content += "60 \(60 + row * 20) m 535 \(60 + row * 20) l S\n" }
        for column in 0..<4 { content += "\(60 + column * 158) 60 m \(60 + column * 158) 160 l S\n" }
        return content
    }

    private static let width = 1240
    private static let height = 1654

    private static let picture: Data = {
        var pixels = Data(capacity: 3 * width * height)
        var grain: UInt64 = 42
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
                var light = 0.35 + 0.45 * v + 0.2 * sin(6 * u + 3 * v) * cos(5 * v)
                let distance = ((u - 0.6) * (u - 0.6) + (v - 0.35) * (v - 0.35)).squareRoot()
                if distance < 0.22 { light = 0.9 - 2.5 * distance }
                if u < 0.35 && v > 0.6 { light = 0.15 + 0.3 * u }
                grain = grain &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                light += Double(grain >> 40) / Double(1 << 24) * 0.06 - 0.03
                let level = max(0, min(1, light))
                pixels.append(UInt8(255 * level))
                pixels.append(UInt8(235 * level))
                pixels.append(UInt8(200 * level))
            }
        }
        return pixels
    }()
}
