import FaxCoding
import FaxModel
import Foundation
import TIFF

/// How fast PDFs become T.6 pages, and how many bytes they take on the line: `render preview`, start-up and sandbox counted, beside
/// Ghostscript's `tiffg4` and HylaFAX's own `pdf2fax`, on the same documents, at the same resolution, in one run.
struct PageConversion {
    let setup: Setup

    private static let documents = [
        SampleDocument(kind: .text, pageCount: 1), SampleDocument(kind: .text, pageCount: 100),
        SampleDocument(kind: .photograph, pageCount: 1), SampleDocument(kind: .photograph, pageCount: 100),
    ]

    /// Seconds for a document against the quicker peer's: `pages-pdf-…`.
    func speeds() throws -> [Figure] { try measure().speeds }

    /// Bytes a page against the smaller peer's: `page-bytes-…`.
    func sizes() throws -> [Figure] { try measure().sizes }

    private func measure() throws -> (speeds: [Figure], sizes: [Figure]) {
        let conversion = try PDFConversion(setup)
        var speeds: [Figure] = []
        var sizes: [Figure] = []
        for document in Self.documents {
            let folder = try setup.folder()
            let file = folder.appending(path: "document.pdf")
            try document.bytes.write(to: file)
            let output = { (name: String) in folder.appending(path: "\(name).tif") }
            let ours = try Self.time(document) { try conversion.ours(file, to: output("ours")) }
            let ghostscript = try Self.time(document) { try conversion.ghostscript(file, to: output("ghostscript")) }
            let hylafax = try Self.time(document) { try conversion.hylaFAX(file, to: output("hylafax")) }
            let name = "\(document.kind.rawValue)-\(document.pageCount)"
            print(
                String(
                    format: "%@: ours %.3f s, ghostscript %.3f s, hylafax %.3f s", name, ours, ghostscript, hylafax))
            let goal = document.kind == .text ? 2.0 : 1.5
            speeds.append(
                Figure(
                    name: "pages-pdf-\(name)", ours: Double(document.pageCount) / ours, unit: "pages/s",
                    peer: Double(document.pageCount) / min(ghostscript, hylafax), goal: goal, moreIsBetter: true))
            let our = try Self.bytes(output("ours"), isShortest: true)
            let peers = try ["ghostscript", "hylafax"].map { try Self.bytes(output($0), isShortest: false) }
            print(
                String(
                    format: "%@: bytes ours %.0f (by the procedure %.0f), ghostscript %.0f, hylafax %.0f", name, our,
                    try Self.bytes(output("ours"), isShortest: false), peers[0], peers[1]))
            let theirs = peers.min() ?? 0
            sizes.append(
                Figure(
                    name: "page-bytes-\(name)", ours: our / Double(document.pageCount), unit: "B",
                    peer: theirs / Double(document.pageCount), goal: 0.9, moreIsBetter: false))
        }
        return (speeds, sizes)
    }

    /// The median of some runs.
    private static func time(_ document: SampleDocument, _ convert: () throws -> Void) throws -> Double {
        let runs = document.pageCount == 1 ? 7 : 3
        return median(
            try (0..<runs).map { _ in
                let begin = ContinuousClock.now
                try convert()
                return (ContinuousClock.now - begin) / .seconds(1)
            })
    }

    /// Bytes of the T.6 code of a file's pages, as they go over the line: ours are sent in the shortest code that they can have, as `faxout`
    /// does; others by the procedure of T.6, as everybody does.
    private static func bytes(_ file: URL, isShortest: Bool) throws -> Double {
        let encoder = PageEncoder(.mmr, bitOrder: .mostSignificantFirst, isShortest: isShortest)
        var reader = try TIFFReader(Array(try Data(contentsOf: file)))
        return try reader.pages.indices.reduce(0.0) { sum, index in
            sum + Double(encoder.encode(try reader.bitmap(index)).count)
        }
    }
}
