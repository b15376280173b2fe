import FaxModel

/// Pages of a document that follow each other and have one size.
struct PageRun: Hashable, Sendable {
    /// The first page, from 1.
    var first: Int
    /// The last page.
    var last: Int { first + count - 1 }
    var count: Int
    var fit: PageFit

    /// The runs of all pages, none longer than a processor's share of them; a short document is not divided.
    ///
    /// - Parameter begun: pages of the first run that need no more drawing: it may be longer by so many.
    static func runs(_ fits: [PageFit], begun: Int = 0, share processors: Int) -> [PageRun] {
        let longest = max(8, (max(0, fits.count - begun) + processors - 1) / processors)
        var runs: [PageRun] = []
        var next = 0
        while next < fits.count {
            let count = min(next == 0 ? longest + begun : longest, fits[next...].prefix { $0 == fits[next] }.count)
            runs.append(PageRun(first: next + 1, count: count, fit: fits[next]))
            next += count
        }
        return runs
    }

    /// The run without its first pages.
    func dropping(_ pages: Int) -> PageRun { PageRun(first: first + pages, count: count - pages, fit: fit) }

    /// Reads its pages.
    func parser(_ format: NetpbmParser.Format) -> NetpbmParser {
        NetpbmParser(
            format, pageLimit: count, width: fit.width - 1...fit.width + 1, rows: fit.rows - 1...fit.rows + 1)
    }
}

extension PageFit {
    /// Whether a page that was drawn by another fit is what it would be by this one: converters round sizes in their own ways.
    func isDrawn(as other: PageFit) -> Bool {
        abs(width - other.width) <= 1 && abs(rows - other.rows) <= 1 && isTurned == other.isTurned
    }
}
