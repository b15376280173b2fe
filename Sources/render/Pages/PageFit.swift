import FaxModel

/// How a page of some size is drawn on fax paper: in its own size where it fits, turned where it is wide, and smaller
/// where it is still too wide. Nothing is cut off; a page that is too long is divided later.
struct PageFit: Hashable, Sendable {
    /// Whether it is drawn lying, to be turned by a quarter.
    let isTurned: Bool
    /// Dots an inch at which it is drawn, across and down as it is drawn: before it is turned.
    let horizontalDensity: Double
    let verticalDensity: Double
    /// Pels as it is drawn, before it is turned.
    let width: Int
    let rows: Int

    /// Pels of a line of the fax page.
    private let lineWidth: Int
    /// Whether rows are so near each other that nobody sees one more or less of a letter.
    private let isFine: Bool
    /// Pels across and rows of the fax page, once it is turned. Where it is drawn with square pels, it has more of one of them
    /// before it is fitted.
    private let faxWidth: Int
    private let faxRows: Int

    /// The fit of a page of this size in points, for pels of `resolution`.
    ///
    /// - Parameter squarePels: whether it has to be drawn as dense down as across, and reduced later.
    /// - Throws: when it is so long that no fax machine has paper for it.
    init(
        width: Double, height: Double, resolution: Resolution, paper: Paper = .a4, squarePels: Bool = false
    ) throws(ConversionError) {
        // PDF knows no page beyond 14,400 points (ISO 32000-1 annex C); a thousand million is somebody's joke.
        guard width.isFinite, height.isFinite, max(width, height) >= 1, min(width, height) > 0, width < 1e9,
            height < 1e9
        else {
            throw ConversionError("One of its pages has no size that can be printed.")
        }
        // A line is printed, too.
        let (width, height) = (max(1, width), max(1, height))
        lineWidth = resolution.pels(on: paper)
        isFine = resolution.vertical >= Resolution.fine.vertical
        let across = Double(resolution.horizontal) / 72
        let down = Double(resolution.vertical) / 72
        let available = Double(lineWidth)
        // Letter is 6 pels wider than a fax line: that is no reason to turn it.
        isTurned = width > height && width * across > available * 1.02
        let shortSide = isTurned ? height : width
        let longSide = isTurned ? width : height
        let scale = min(1, available / (shortSide * across))
        let length = longSide * down * scale
        guard length <= Self.maximumLength * down else {
            throw ConversionError("One of its pages is \(Int(longSide / 72 * 2.54)) cm long.")
        }
        // A hair less than the exact density, lest rounding makes a pel too much.
        let exact = (across: across * 72 * scale * (1 - 1e-9), down: down * 72 * scale * (1 - 1e-9))
        faxRows = Int((longSide * exact.down / 72).rounded(.up))
        faxWidth = Int((shortSide * exact.across / 72).rounded(.up))
        let drawn = squarePels ? (across: max(exact.across, exact.down), down: max(exact.across, exact.down)) : exact
        horizontalDensity = isTurned ? drawn.down : drawn.across
        verticalDensity = isTurned ? drawn.across : drawn.down
        self.width = Int((width * horizontalDensity / 72).rounded(.up))
        self.rows = Int((height * verticalDensity / 72).rounded(.up))
    }

    /// The fax page of print as it was drawn, which may have a pel or a row more or less than it should: converters
    /// round sizes in their own ways.
    func fitted(_ drawn: PageBitmap) -> PageBitmap {
        var page = isTurned ? drawn.turnedRight() : drawn
        // A pel or a row more is no reason to join any.
        if page.width > faxWidth + 1 || page.rows > faxRows + 1 {
            page = page.reduced(width: min(page.width, faxWidth), rows: min(page.rows, faxRows))
        }
        if page.width > lineWidth { page = page.cropped(width: lineWidth) }
        return isFine ? page.withoutTips() : page
    }

    /// The same of a page in colours.
    func fitted(_ drawn: ColourPage) -> PageBitmap {
        var page = isTurned ? drawn.turnedRight() : drawn
        if page.width > faxWidth + 1 || page.rows > faxRows + 1 {
            page = page.scaled(width: min(page.width, faxWidth), rows: min(page.rows, faxRows))
        }
        let bitmap = page.bilevel()
        return bitmap.width > lineWidth ? bitmap.cropped(width: lineWidth) : bitmap
    }

    /// The longest page that is taken, in points: 2.6 m.
    private static let maximumLength = 2600 / 25.4 * 72
}
