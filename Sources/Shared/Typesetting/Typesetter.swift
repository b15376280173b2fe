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

    /// Goes through pages that `draw` draws, until it returns `false`: the last page is finished then.
    func pages(
        _ geometry: PageGeometry, limit: Int, draw: (borrowing PageCanvas) -> Bool
    ) throws(TypesettingError) -> [PageBitmap] {
        var pages: [PageBitmap] = []
        var goesOn = true
        while goesOn {
            guard pages.count < limit else {
                throw TypesettingError(.tooManyPages, "The text has more than \(limit) pages.")
            }
            pages.append(page(geometry) { goesOn = draw($0) })
        }
        return pages
    }
}
