internal import CPangoCairo

/// The fonts of the machine and what was made of them, loaded when the first text is set.
struct FontMap: ~Copyable {
    private var map: UnsafeMutablePointer<PangoFontMap>?

    /// A context in which text is laid out for the pels of `geometry`.
    mutating func context(for geometry: PageGeometry, surface: borrowing Surface) -> TextContext {
        let map = map ?? faxpost_pango_font_map_new()
        self.map = map
        return TextContext(map: map, surface: surface)
    }

    deinit {
        if let map { faxpost_pango_font_map_free(map) }
    }
}

/// A Pango context: fonts at the density of one surface.
struct TextContext: ~Copyable {
    let pointer: OpaquePointer

    init(map: UnsafeMutablePointer<PangoFontMap>, surface: borrowing Surface) {
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
        pango_cairo_update_context(surface.drawing, pointer)
    }

    deinit {
        faxpost_pango_context_free(pointer)
    }
}
