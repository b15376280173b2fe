import FaxModel
import Foundation
import TIFF
import Typesetting

/// The pages by which fax coders are compared: the ITU-T test charts, where they are on the machine. They are not ours to hand
/// on, so without them pages of the same kind and size are typeset.
enum Charts {
    /// The pages, and where they are from.
    ///
    /// - Parameter path: The file of the charts; without it, `shared/charts/itu-charts.tif` beside this project or above.
    static func pages(_ path: String?) throws -> (pages: [PageBitmap], origin: String) {
        guard let file = path.map({ URL(filePath: $0) }) ?? found() else {
            return (try typeset(), "typeset: the ITU-T charts are not on this machine")
        }
        var reader = try TIFFReader([UInt8](Data(contentsOf: file)))
        return (try reader.pages.indices.map { try reader.bitmap($0) }, "\(file.path)")
    }

    private static func found() -> URL? {
        var folder = URL(filePath: FileManager.default.currentDirectoryPath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let file = folder.appending(path: "shared/charts/itu-charts.tif").standardizedFileURL
            if FileManager.default.fileExists(atPath: file.path) { return file }
        }
        return nil
    }

    /// A form, a letter, and pages full of text from large to small; all of the charts' size.
    private static func typeset() throws -> [PageBitmap] {
        let geometry = PageGeometry(width: 1728, rows: 2376, horizontalDensity: 204, verticalDensity: 196)
        let sentence = "The slow facsimile machine of the district office repeats all 47 pages, twice. "
        let text = String(repeating: sentence, count: 300)
        let typesetter = Typesetter()
        func page(size: Double, _ text: String) throws -> PageBitmap {
            let style = TextStyle("DejaVu Serif", size: size)
            guard let page = try typesetter.pages(text: text, style: style, geometry: geometry).first else {
                throw BenchmarkError("no page could be typeset")
            }
            return page
        }
        let form = typesetter.page(geometry) { canvas in
            for line in 0..<30 {
                canvas.rule(x: 40, y: 40 + Double(line) * 26, width: 530, thickness: 1)
                canvas.fill(x: 40 + Double(line % 5) * 120, y: 40, width: 1, height: 754)
                canvas.text(sentence, TextStyle("DejaVu Serif", size: 9), x: 46, y: 46 + Double(line) * 26, width: 500)
            }
        }
        let letter = try page(size: 11, String(text.prefix(800)))
        return [form, letter] + (try [24, 18, 14, 12, 11, 9].map { try page(size: $0, text) })
    }
}
