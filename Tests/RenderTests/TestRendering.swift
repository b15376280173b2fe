import Configuration
import FaxModel
import Foundation
import MIME
import TIFF
import Typesetting

@testable import render

/// What tests of rendering have in common.
enum TestRendering {
    /// Settings as by default, changed by lines of the section `render`; but for the time of converters, of which all tests together
    /// may start hundreds at once on a slow machine.
    static func settings(_ lines: String = "") throws -> RenderSettings {
        let indented = lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        var settings = try Configuration(text: lines.isEmpty ? "{}" : "render:\n\(indented)\n", file: "test").render
        if !lines.contains("time:") { settings.sandbox.time = .seconds(600) }
        return settings
    }

    static func sandbox(_ lines: String = "") throws -> Sandbox {
        Sandbox(settings: try settings(lines).sandbox)
    }

    static func pdfConverter(_ lines: String = "") throws -> PDFConverter {
        let settings = try settings(lines)
        return PDFConverter(
            sandbox: Sandbox(settings: settings.sandbox), pdfinfo: settings.pdfinfo, pdftoppm: settings.pdftoppm,
            mutool: settings.programs.muPDF)
    }

    static func orderRenderer(_ lines: String = "") throws -> OrderRenderer {
        let settings = try settings(lines)
        return OrderRenderer(
            renderer: MailRenderer(
                typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox)))
    }

    /// An order of `count` recipients.
    static func order(recipients count: Int = 1, options: FaxOptions = FaxOptions()) throws -> Order {
        let id = OrderID(rawValue: 1 << 40)
        guard let digest = DocumentDigest(bytes: [UInt8](repeating: 7, count: 32)),
            let number = FaxNumber("+49228123450")
        else { preconditionFailure("both are well-formed") }
        let reference = DocumentReference(digest: digest, byteCount: 1, mediaType: "message/rfc822")
        let jobs = (1...count).map { index in
            Job(
                id: JobID(order: id, number: index), address: "fax\(index)@example.com",
                recipient: Party(name: "Recipient \(index)", company: "Empfänger GmbH"), number: number,
                lineGroup: Lane(rawValue: "outbound"))
        }
        return Order(
            id: id,
            mail: ReceivedMail(
                order: id, sender: "jane@example.com", recipients: [],
                received: Date(timeIntervalSince1970: 1_700_000_000),
                client: "127.0.0.1", document: reference),
            messageID: "1@example.com", subject: "Offer 4711",
            sender: Party(
                name: "Jane Doe", company: "Example Ltd.", telephone: "+44 20 7946 0000", facsimile: "+44 20 7946 0001",
                mail: "jane@example.com"), options: options, jobs: jobs)
    }

    /// A mail of these parts: header lines of the part, and its body.
    static func mail(_ parts: [(header: String, body: [UInt8])], subtype: String = "mixed") -> [UInt8] {
        var bytes = Array("Subject: Offer 4711\r\nContent-Type: multipart/\(subtype); boundary=xyz\r\n\r\n".utf8)
        for part in parts {
            bytes += Array("--xyz\r\n\(part.header)\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8)
            bytes += Array(Data(part.body).base64EncodedString(options: .lineLength76Characters).utf8)
            bytes += Array("\r\n".utf8)
        }
        return bytes + Array("--xyz--\r\n".utf8)
    }

    static func text(_ text: String) -> (header: String, body: [UInt8]) {
        ("Content-Type: text/plain; charset=utf-8", Array(text.utf8))
    }

    static func attachment(_ type: String, _ name: String, _ bytes: [UInt8]) -> (header: String, body: [UInt8]) {
        ("Content-Type: \(type)\r\nContent-Disposition: attachment; filename=\"\(name)\"", bytes)
    }

    /// A TIFF-F file of pages.
    static func tiff(_ pages: [PageBitmap], _ resolution: TIFFResolution = .fine) throws -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: resolution) }
        return try writer.finish()
    }

    /// A page with a pattern that no shift, mirror or inversion maps to itself.
    static func pattern(width: Int = 1728, rows: Int = 2292, firstRow: Int = 40) -> PageBitmap {
        var page = PageBitmap(width: width, rows: rows)
        for row in stride(from: firstRow, to: rows - 10, by: 7) {
            for column in stride(from: row % 13, to: width, by: 3 + row % 29) { page[column, row] = true }
        }
        return page
    }
}

extension PageBitmap {
    /// Black pels.
    var ink: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The rows from the first to the last that have ink.
    var rowsOfInk: Range<Int> {
        let rows = (0..<rows).filter { row in bytes[row * rowBytes..<(row + 1) * rowBytes].contains { $0 != 0 } }
        return (rows.first ?? 0)..<((rows.last ?? -1) + 1)
    }

    /// The columns from the first to the last that have ink.
    var columnsOfInk: Range<Int> {
        var anywhere = [UInt8](repeating: 0, count: rowBytes)
        for (index, byte) in bytes.enumerated() where byte != 0 { anywhere[index % rowBytes] |= byte }
        let columns = (0..<width).filter { anywhere[$0 / 8] & 0x80 >> ($0 % 8) != 0 }
        return (columns.first ?? 0)..<((columns.last ?? -1) + 1)
    }
}

extension Sandbox {
    /// Runs `command` as the only run of its document.
    func run(
        _ command: [String], input: [UInt8], output: (borrowing RawSpan) throws -> Void
    ) async throws -> Result {
        try await run(command, input: input, end: end, needs: .shell, output: output)
    }
}
