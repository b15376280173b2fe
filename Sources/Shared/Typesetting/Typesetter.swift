public import FaxModel
import Synchronization

/// Sets text and rules on fax pages: black on white, no grey, in any script and direction.
///
/// One instance serves a process; pages are set one at a time. Fonts are loaded when the first page is set, so an idle
/// program does not carry them.
public final class Typesetter: Sendable {
    private let fonts = Mutex(FontMap())

    /// A typesetter that has loaded nothing yet.
    public init() {}

    /// The page that `draw` draws.
    public func page(_ geometry: PageGeometry, draw: (borrowing PageCanvas) -> Void) -> PageBitmap {
        fonts.withLock { fonts in
            let canvas = PageCanvas(geometry, fonts: &fonts)
            draw(canvas)
            return canvas.bitmap()
        }
    }

    /// Gives pages that `draw` draws to `page`, until `draw` returns `false`: the last page is finished then.
    func setPages(
        _ geometry: PageGeometry, limit: Int, page give: (PageBitmap) throws -> Void,
        draw: (borrowing PageCanvas) -> Bool
    ) throws {
        var count = 0
        var goesOn = true
        while goesOn {
            guard count < limit else {
                throw TypesettingError(.tooManyPages, "The text has more than \(limit) pages.")
            }
            let page = page(geometry) { goesOn = draw($0) }
            count += 1
            try give(page)
        }
    }
}
