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

    /// Reads its pages, which may be a pel larger or smaller than those of the run's first, and another by how converters round.
    func parser(_ format: NetpbmParser.Format) -> NetpbmParser {
        NetpbmParser(
            format, pageLimit: count, width: max(1, fit.width - 2)...fit.width + 2,
            rows: max(1, fit.rows - 2)...fit.rows + 2)
    }
}

extension PageFit {
    /// Whether a page that was drawn by another fit is what it would be by this one: converters round sizes in their own ways. Pages of
    /// other sizes may have as many pels, but not at as many dots an inch.
    func isDrawn(as other: PageFit) -> Bool {
        abs(width - other.width) <= 1 && abs(rows - other.rows) <= 1 && isTurned == other.isTurned
            && Self.isSame(width, at: horizontalDensity, other.horizontalDensity)
            && Self.isSame(rows, at: verticalDensity, other.verticalDensity)
    }

    /// Whether so many pels at one density are as many, to a half of one, at the other.
    private static func isSame(_ pels: Int, at density: Double, _ other: Double) -> Bool {
        abs(density - other) * Double(pels) <= 0.5 * density
    }
}
