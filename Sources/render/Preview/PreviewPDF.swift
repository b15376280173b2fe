import FaxModel
import TIFF

/// A PDF of fax pages whose T.6 code is the images' data as it is (CCITTFaxDecode, ISO 32000-1 §7.4.6).
struct PreviewPDF {
    private(set) var octets = Array("%PDF-1.4\n%\u{E2}\u{E3}\n".utf8)
    private var offsets: [Int] = []

    init(_ pages: [T6Strip], _ resolution: Resolution) {
        let kids = pages.indices.map { "\(3 + 3 * $0) 0 R" }.joined(separator: " ")
        add("<< /Type /Catalog /Pages 2 0 R >>")
        add("<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>")
        for (index, page) in pages.enumerated() {
            let width = Double(page.width) * 72 / Double(resolution.horizontal)
            let height = Double(page.rows) * 72 / Double(resolution.vertical)
            let number = 3 + 3 * index
            add(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(width) \(height)] /Contents \(number + 1) 0 R "
                    + "/Resources << /XObject << /I \(number + 2) 0 R >> >> >>")
            add("", stream: Array("\(width) 0 0 \(height) 0 0 cm /I Do".utf8))
            add(
                "/Type /XObject /Subtype /Image /Width \(page.width) /Height \(page.rows) /ColorSpace /DeviceGray "
                    + "/BitsPerComponent 1 /Filter /CCITTFaxDecode "
                    + "/DecodeParms << /K -1 /Columns \(page.width) /Rows \(page.rows) >>", stream: page.bytes)
        }
        let table = octets.count
        let entries = offsets.map { offset in
            let digits = String(offset)
            return String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        octets += Array("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n\(entries.joined())".utf8)
        octets += Array("trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
    }

    private mutating func add(_ object: String) {
        offsets.append(octets.count)
        octets += Array("\(offsets.count) 0 obj\n\(object)\nendobj\n".utf8)
    }

    private mutating func add(_ entries: String, stream: [UInt8]) {
        offsets.append(octets.count)
        octets += Array("\(offsets.count) 0 obj\n<< \(entries) /Length \(stream.count) >>\nstream\n".utf8)
        octets += stream + Array("\nendstream\nendobj\n".utf8)
    }
}
