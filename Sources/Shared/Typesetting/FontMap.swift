internal import CPangoCairo

/// The fonts of the machine and what was made of them, loaded when the first text is set.
struct FontMap: ~Copyable {
    private var map: UnsafeMutablePointer<PangoFontMap>?

    /// A context in which text is laid out for surfaces of `unitsPerPoint` units in a point.
    mutating func context(unitsPerPoint: Double) -> TextContext {
        let map = map ?? faxpost_pango_font_map_new()
        self.map = map
        return TextContext(map: map, unitsPerPoint: unitsPerPoint)
    }

    deinit {
        if let map { faxpost_pango_font_map_free(map) }
    }
}

/// A Pango context: fonts at the density of one surface.
///
/// Pango lays text out in the surface's units, as if pels were square, and is not told of any scale: it gets the
/// advances wrong where pels are not square (half of them at standard resolution), and the height of empty lines
/// wherever there is a scale. Cairo then draws the glyphs for the pels that there are, hinted.
struct TextContext: ~Copyable {
    let pointer: OpaquePointer
    let unitsPerPoint: Double

    init(map: UnsafeMutablePointer<PangoFontMap>, unitsPerPoint: Double) {
        self.unitsPerPoint = unitsPerPoint
        pointer = faxpost_pango_context_new(map)
        pango_cairo_context_set_resolution(pointer, 72)
        let options = cairo_font_options_create()
        // Full hinting for one-bit output: every stem of a letter gets the same whole number of pels.
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_NONE)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_FULL)
        // Line and word widths stay what they are in print, so a page breaks the same at every resolution.
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(pointer, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(pointer, 0)
    }

    deinit {
        faxpost_pango_context_free(pointer)
    }
}
