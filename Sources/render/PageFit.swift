import FaxModel
import Typesetting

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

    /// Rows of the fax page, once it is turned. Where it is drawn with square pels, it has more before it is fitted.
    let faxRows: Int

    /// The fit of a page of this size in points, for pels of `resolution`.
    ///
    /// - Parameter squarePels: whether it has to be drawn as dense down as across, and fitted later by joining rows.
    /// - Throws: when it is so long that no fax machine has paper for it.
    init(
        width: Double, height: Double, resolution: Resolution, squarePels: Bool = false
    ) throws(ConversionError) {
        // PDF knows no page beyond 14,400 points (ISO 32000-1 annex C); a thousand million is somebody's joke.
        guard width.isFinite, height.isFinite, width >= 1, height >= 1, width < 1e9, height < 1e9 else {
            throw ConversionError("One of its pages has no size that can be printed.")
        }
        let across = Double(resolution.horizontal) / 72
        let down = Double(resolution.vertical) / 72
        let available = Double(PageGeometry.faxWidth)
        // Letter is 6 pels wider than a fax line: that is no reason to turn it.
        isTurned = width > height && width * across > available * 1.02
        let shortSide = isTurned ? height : width
        let longSide = isTurned ? width : height
        let scale = min(1, available / (shortSide * across))
        let length = longSide * down * scale
        guard length <= Double(Self.maximumRows) else {
            throw ConversionError("One of its pages is \(Int(longSide / 72 * 2.54)) cm long.")
        }
        // A hair less than the exact density, lest rounding makes a pel too much.
        let exact = (across: across * 72 * scale * (1 - 1e-9), down: down * 72 * scale * (1 - 1e-9))
        faxRows = Int((longSide * exact.down / 72).rounded(.up))
        let drawnDown = squarePels ? exact.across : exact.down
        horizontalDensity = isTurned ? drawnDown : exact.across
        verticalDensity = isTurned ? exact.across : drawnDown
        self.width = Int((width * horizontalDensity / 72).rounded(.up))
        self.rows = Int((height * verticalDensity / 72).rounded(.up))
    }

    /// The fax page of the page as it was drawn, which may have a pel or a row more or less than it should: converters
    /// round sizes in their own ways.
    func fitted(_ drawn: PageBitmap) -> PageBitmap {
        let upright = isTurned ? drawn.turnedRight() : drawn
        let page = upright.width > PageGeometry.faxWidth ? upright.cropped(width: PageGeometry.faxWidth) : upright
        // A row more is no reason to join any.
        return page.rows > faxRows + 1 ? page.joiningRows(to: faxRows) : page
    }

    /// Rows of the longest page that is taken: 2.6 m at fine resolution.
    static let maximumRows = 20_000
}
