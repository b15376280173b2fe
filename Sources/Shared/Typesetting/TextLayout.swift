internal import CPangoCairo

/// Text broken into lines.
struct TextLayout: ~Copyable {
    private let layout: OpaquePointer

    /// Lays `text` out, broken at `width` points; `nil` leaves lines as long as they are. With `maximumLines`, what
    /// goes beyond is replaced by an ellipsis.
    init(
        _ text: String, _ style: TextStyle, width: Double?, maximumLines: Int? = nil, in context: borrowing TextContext
    ) {
        layout = pango_layout_new(context.pointer)
        let description = pango_font_description_new()
        pango_font_description_set_family(description, style.family)
        pango_font_description_set_size(description, Int32((style.size * Double(PANGO_SCALE)).rounded()))
        switch style.weight {
        case .regular: pango_font_description_set_weight(description, PANGO_WEIGHT_NORMAL)
        case .bold: pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD)
        }
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        switch style.alignment {
        case .leading: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case .centre: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        case .trailing: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        }
        if style.lineSpacing != 1 { pango_layout_set_line_spacing(layout, Float(style.lineSpacing)) }
        if let width {
            pango_layout_set_width(layout, Int32((width * Double(PANGO_SCALE)).rounded()))
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
            // A hyphen where a long word is broken would be taken for a part of the number or the web address.
            let attributes = pango_attr_list_new()
            pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
            pango_layout_set_attributes(layout, attributes)
            pango_attr_list_unref(attributes)
        }
        if let maximumLines {
            pango_layout_set_height(layout, Int32(-maximumLines))
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                pango_layout_set_text(layout, $0.baseAddress, Int32($0.count))
            }
        }
    }

    /// Width and height in points.
    var size: (width: Double, height: Double) {
        var rectangle = PangoRectangle()
        pango_layout_get_extents(layout, nil, &rectangle)
        return (Self.points(rectangle.width), Self.points(rectangle.height))
    }

    /// Points from the top to the first line's baseline.
    var baseline: Double { Self.points(pango_layout_get_baseline(layout)) }

    /// Draws all lines, with the top left corner at the point (`x`, `y`).
    func draw(on surface: borrowing Surface, x: Double, y: Double) {
        cairo_move_to(surface.drawing, x, y)
        pango_cairo_show_layout(surface.drawing, layout)
    }

    /// The lines from the top.
    func lines() -> LineCursor {
        LineCursor(layout)
    }

    deinit {
        faxpost_pango_layout_free(layout)
    }

    fileprivate static func points(_ units: Int32) -> Double {
        Double(units) / Double(PANGO_SCALE)
    }

    /// Goes through the lines of a layout, which must outlive it.
    struct LineCursor: ~Copyable {
        private let iterator: OpaquePointer

        fileprivate init(_ layout: OpaquePointer) {
            iterator = pango_layout_get_iter(layout)
        }

        /// The height of the line in points.
        var height: Double {
            var top: Int32 = 0
            var bottom: Int32 = 0
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            return TextLayout.points(bottom - top)
        }

        /// Draws the line with its top at `y` and the layout's left edge at `x`.
        func draw(on surface: borrowing Surface, x: Double, y: Double) {
            var top: Int32 = 0
            var bottom: Int32 = 0
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            var extents = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &extents)
            let baseline = pango_layout_iter_get_baseline(iterator)
            cairo_move_to(surface.drawing, x + TextLayout.points(extents.x), y + TextLayout.points(baseline - top))
            pango_cairo_show_layout_line(surface.drawing, pango_layout_iter_get_line_readonly(iterator))
        }

        /// Goes to the next line; `false` when there is none.
        mutating func advance() -> Bool {
            pango_layout_iter_next_line(iterator) != 0
        }

        deinit {
            pango_layout_iter_free(iterator)
        }
    }
}
