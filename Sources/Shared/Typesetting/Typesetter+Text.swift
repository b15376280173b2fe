public import FaxModel

extension Typesetter {
    /// The pages of running text; see `set(text:style:geometry:margins:pageLimit:page:)`.
    ///
    /// - Throws: `TypesettingError.tooManyPages` when it takes more than `pageLimit` pages.
    public func pages(
        text: String, style: TextStyle, geometry: PageGeometry, margins: Margins = Margins(), pageLimit: Int = .max
    ) throws -> [PageBitmap] {
        var pages: [PageBitmap] = []
        try set(text: text, style: style, geometry: geometry, margins: margins, pageLimit: pageLimit) {
            pages.append($0)
        }
        return pages
    }

    /// Sets running text on as many pages as it takes, and gives them to `page`, one after the other. Any script will
    /// do; each paragraph runs in the direction of its first letter.
    ///
    /// Lines are broken at `\n`, and at spaces (in need anywhere) where they are longer than the page is wide; a form
    /// feed begins a new page. Other control characters are left out.
    ///
    /// - Throws: `TypesettingError.tooManyPages` when it takes more than `pageLimit` pages, after that many; what
    ///   `page` throws.
    public func set(
        text: String, style: TextStyle, geometry: PageGeometry, margins: Margins = Margins(), pageLimit: Int = .max,
        page: (PageBitmap) throws -> Void
    ) throws {
        var chunks = TextChunks(text)
        var current = chunks.next()
        var skippedLines = 0
        let width = geometry.widthInPoints - margins.left - margins.right
        let bottom = geometry.heightInPoints - margins.bottom
        try setPages(geometry, limit: pageLimit, page: page) { canvas in
            var y = margins.top
            while let chunk = current {
                switch chunk {
                case .pageBreak:
                    current = chunks.next()
                    return current != nil
                case .text(let text):
                    let layout = canvas.layout(text, style, width: width)
                    var line = layout.lines()
                    var index = 0
                    repeat {
                        defer { index += 1 }
                        guard index >= skippedLines else { continue }
                        // A line that is higher than the page is set nevertheless: it must be somewhere.
                        guard y + line.height <= bottom || y == margins.top else {
                            skippedLines = index
                            return true
                        }
                        canvas.draw(line, x: margins.left, y: y)
                        y += line.height
                    } while line.advance()
                    skippedLines = 0
                    current = chunks.next()
                }
            }
            return false
        }
    }
}
