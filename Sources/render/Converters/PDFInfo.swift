/// What Poppler's `pdfinfo` says of a PDF.
struct PDFInfo: Hashable, Sendable {
    /// A page's visible area in points, as it is shown: after its own rotation.
    struct Size: Hashable, Sendable {
        var width: Double
        var height: Double
        /// Whether it is shown turned by a quarter against how it is stored.
        var isRotated = false
    }

    /// How many pages it has.
    var pageCount: Int
    /// The pages, as far as they were asked for.
    var pages: [Size]
    /// Whether its author forbids printing.
    var forbidsPrinting: Bool

    /// Reads the output of `pdfinfo -f 1 -l N`, where N is more than `pageLimit`; `nil` when it is not all there.
    init?(_ text: String, pageLimit: Int) {
        var sizes: [Int: Size] = [:]
        var count: Int?
        forbidsPrinting = false
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            switch words.first {
            case "Pages:" where words.count == 2:
                count = Int(words[1])
            case "Encrypted:":
                forbidsPrinting = words.contains("(print:no") || words.contains("print:no")
            case "Page" where words.count >= 6 && words[2] == "size:" && words[4] == "x":
                guard let number = Int(words[1]), let width = Double(words[3]), let height = Double(words[5]) else {
                    return nil
                }
                sizes[number] = Size(width: width, height: height)
            case "Page" where words.count == 4 && words[2] == "rot:":
                guard let number = Int(words[1]), let size = sizes[number] else { return nil }
                if words[3] == "90" || words[3] == "270" {
                    sizes[number] = Size(width: size.height, height: size.width, isRotated: true)
                }
            default: continue
            }
        }
        guard let count, count > 0, count < 1 << 24 else { return nil }
        guard count > pageLimit || (1...count).allSatisfy({ sizes[$0] != nil }) else { return nil }
        pageCount = count
        pages = (1...min(count, pageLimit + 1)).compactMap { sizes[$0] }
    }
}
