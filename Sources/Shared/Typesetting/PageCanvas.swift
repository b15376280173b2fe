internal import CPangoCairo
internal import FaxModel

/// A page that is being drawn. Positions and sizes are points (1/72 inch) from the page's top left corner.
public struct PageCanvas: ~Copyable {
    private let surface: Surface
    private let context: TextContext
    /// The page's size.
    public let geometry: PageGeometry

    init(_ geometry: PageGeometry, fonts: inout FontMap) {
        self.geometry = geometry
        surface = Surface(geometry)
        context = fonts.context(unitsPerPoint: surface.unitsPerPoint)
    }

    /// Sets text with its top left corner at (`x`, `y`), broken at `width`, cut with an ellipsis after `maximumLines`.
    ///
    /// - Returns: the height that it takes.
    @discardableResult
    public func text(
        _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double, maximumLines: Int? = nil
    ) -> Double {
        let layout = TextLayout(text, style, width: width, maximumLines: maximumLines, in: context)
        layout.draw(on: surface, x: x, y: y)
        return layout.height
    }

    /// The height that the text would take, broken at `width`.
    public func height(
        of text: String, _ style: TextStyle, width: Double, maximumLines: Int? = nil
    ) -> Double {
        TextLayout(text, style, width: width, maximumLines: maximumLines, in: context).height
    }

    /// The width of the text on one line.
    public func width(of text: String, _ style: TextStyle) -> Double {
        TextLayout(text, style, width: nil, in: context).width
    }

    /// Points from the top of a line of this style to its baseline, to align different sizes.
    public func baseline(of style: TextStyle) -> Double {
        TextLayout("x", style, width: nil, in: context).baseline
    }

    /// A black rectangle, no edge thinner than a pel.
    public func fill(x: Double, y: Double, width: Double, height: Double) {
        let across = geometry.horizontalDensity / 72
        let down = geometry.verticalDensity / 72
        let stretch = across / down
        cairo_rectangle(
            surface.drawing, (x * across).rounded(), (y * down).rounded() * stretch,
            max(1, (width * across).rounded()), max(1, (height * down).rounded()) * stretch)
        cairo_fill(surface.drawing)
    }

    /// A horizontal rule of this thickness.
    public func rule(x: Double, y: Double, width: Double, thickness: Double) {
        fill(x: x, y: y, width: width, height: thickness)
    }

    func layout(_ text: String, _ style: TextStyle, width: Double?, maximumLines: Int? = nil) -> TextLayout {
        TextLayout(text, style, width: width, maximumLines: maximumLines, in: context)
    }

    func draw(_ layout: borrowing TextLayout, x: Double, y: Double) {
        layout.draw(on: surface, x: x, y: y)
    }

    func draw(_ line: borrowing TextLayout.LineCursor, x: Double, y: Double) {
        line.draw(on: surface, x: x, y: y)
    }

    func bitmap() -> PageBitmap {
        surface.bitmap()
    }
}
