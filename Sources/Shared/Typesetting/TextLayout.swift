internal import CPangoCairo

/// Text broken into lines.
struct TextLayout: ~Copyable {
    private let layout: OpaquePointer
    /// Pango's units in a point.
    private let scale: Double
    private let lineSpacing: Double

    /// Lays `text` out, broken at `width` points; `nil` leaves lines as long as they are. With `maximumLines`, what
    /// goes beyond is replaced by an ellipsis.
    init(
        _ text: String, _ style: TextStyle, width: Double?, maximumLines: Int? = nil, in context: borrowing TextContext
    ) {
        layout = pango_layout_new(context.pointer)
        scale = context.unitsPerPoint * Double(PANGO_SCALE)
        lineSpacing = style.lineSpacing
        let description = pango_font_description_new()
        pango_font_description_set_family(description, style.family)
        pango_font_description_set_size(description, Int32((style.size * scale).rounded()))
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
        if let width {
            pango_layout_set_width(layout, Int32((width * scale).rounded()))
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

    /// The width of the longest line in points.
    var width: Double {
        var rectangle = PangoRectangle()
        pango_layout_get_extents(layout, nil, &rectangle)
        return Double(rectangle.width) / scale
    }

    /// The height of all lines in points.
    var height: Double {
        var line = lines()
        var height = line.height
        while line.advance() { height += line.height }
        return height
    }

    /// Points from the top to the first line's baseline.
    var baseline: Double { Double(pango_layout_get_baseline(layout)) / scale }

    /// Draws all lines, with the top left corner at the point (`x`, `y`).
    func draw(on surface: borrowing Surface, x: Double, y: Double) {
        var line = lines()
        var top = y
        repeat {
            line.draw(on: surface, x: x, y: top)
            top += line.height
        } while line.advance()
    }

    /// The lines from the top.
    func lines() -> LineCursor {
        LineCursor(layout, scale: scale, lineSpacing: lineSpacing)
    }

    deinit {
        faxpost_pango_layout_free(layout)
    }

    /// Goes through the lines of a layout, which must outlive it.
    struct LineCursor: ~Copyable {
        private let iterator: OpaquePointer
        private let scale: Double
        private let lineSpacing: Double

        fileprivate init(_ layout: OpaquePointer, scale: Double, lineSpacing: Double) {
            iterator = pango_layout_get_iter(layout)
            self.scale = scale
            self.lineSpacing = lineSpacing
        }

        /// The height of the line in points.
        var height: Double { Double(extents.height) * lineSpacing / scale }

        /// Draws the line with its top at the point `y` and the layout's left edge at `x`.
        func draw(on surface: borrowing Surface, x: Double, y: Double) {
            let baseline = pango_layout_iter_get_baseline(iterator) - extents.y
            let units = Double(PANGO_SCALE)
            cairo_move_to(
                surface.drawing, (x * scale + Double(extents.x)) / units, (y * scale + Double(baseline)) / units)
            pango_cairo_show_layout_line(surface.drawing, pango_layout_iter_get_line_readonly(iterator))
        }

        /// Goes to the next line; `false` when there is none.
        mutating func advance() -> Bool {
            pango_layout_iter_next_line(iterator) != 0
        }

        private var extents: PangoRectangle {
            var extents = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &extents)
            return extents
        }

        deinit {
            pango_layout_iter_free(iterator)
        }
    }
}
