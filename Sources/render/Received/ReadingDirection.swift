import FaxModel

/// Which way up the writing on a page stands: a vote of its letters.
///
/// In Latin writing letters stand on a line, and far more of them reach above their neighbours (b, d, f, h, k, l, t, capitals) than below
/// them (g, j, p, q, y): in English, German, French, Spanish and Italian four to seven times as many. So of two letters side by side that
/// stand on one line, the taller one says "upright"; of two that hang from one line, it says "upside down". Only neighbours are
/// compared, so a page may be skewed, and have columns, tables and pictures.
///
/// A page is turned beyond doubt only, and what is not Latin is left alone. In Cyrillic and Hebrew more letters reach down than up, but few
/// do either: a fifth of the neighbours differ, and not two fifths. In Greek as many reach down as up, nearly. Where votes are about equal, as in
/// Polish and some Dutch, a page is left as it came, too.
struct ReadingDirection: Hashable {
    /// Letters that have a neighbour.
    private(set) var pairs = 0
    /// Pairs of letters that say that the page is upright.
    private(set) var upright = 0
    /// Pairs that say that it stands on its head.
    private(set) var upsideDown = 0

    /// Whether the page stands on its head, beyond doubt: chance would have it so once in a thousand million pages (six standard
    /// deviations); nearly three times as many pairs say so as say the other; and three of ten have a vote, as in Latin writing.
    var isUpsideDown: Bool {
        let lead = Double(upsideDown - upright)
        let votes = Double(upsideDown + upright)
        return votes > 0 && lead >= 6 * votes.squareRoot() && lead >= 0.45 * votes && votes >= 0.3 * Double(pairs)
    }

    /// The vote of a page with so many rows and columns an inch.
    init(of page: PageBitmap, horizontal: Double, vertical: Double) {
        // From the x-height of 6 point type to the capitals of 32 point. The topmost quarter inch is the sending
        // machine's: it prints its line there however the page lies.
        let heights = max(4, Int(vertical * 0.04))...max(5, Int(vertical * 0.32))
        let widths = max(2, Int(horizontal * 0.008))...max(3, Int(horizontal * 0.4))
        guard
            let shapes = InkShape.shapes(
                of: page, from: Int(vertical / 4), heights: heights, widths: widths, limit: 30_000)
        else { return }
        let letters = shapes.sorted { ($0.left, $0.top) < ($1.left, $1.top) }
        let stretch = horizontal / vertical
        for (index, letter) in letters.enumerated() {
            guard let next = Self.neighbour(of: letter, in: letters[(index + 1)...], stretch: stretch) else { continue }
            pairs += 1
            count(letter, next)
        }
    }

    /// The letter to the right, close by and on about the same line; `letters` begin at or after it, and are ordered by where they
    /// begin.
    private static func neighbour(of letter: InkShape, in letters: ArraySlice<InkShape>, stretch: Double) -> InkShape? {
        let reach = letter.right + Int(Double(letter.height) * stretch)
        for other in letters {
            guard other.left <= reach else { return nil }
            let overlap = min(letter.bottom, other.bottom) - max(letter.top, other.top)
            if other.left >= letter.right - 1, 2 * overlap >= min(letter.height, other.height) { return other }
        }
        return nil
    }

    private mutating func count(_ one: InkShape, _ other: InkShape) {
        let short = min(one.height, other.height)
        let tall = max(one.height, other.height)
        // A letter with and one without an ascender; no comma, no drop capital.
        guard 10 * tall >= 12 * short, 10 * tall <= 19 * short else { return }
        // Round letters reach over the line a little.
        let tolerance = max(1, short / 8)
        let tops = abs(one.top - other.top)
        let bottoms = abs(one.bottom - other.bottom)
        if bottoms <= tolerance && tops > tolerance { upright += 1 }
        if tops <= tolerance && bottoms > tolerance { upsideDown += 1 }
    }
}
