import FaxModel
import Typesetting

/// What is missing from a fax, and why: on the cover page, or on a page of its own.
struct OmissionList {
    let parts: [OmittedPart]
    var words = CoverWords.english

    /// A page that says only this, for a fax without cover page.
    func page(by typesetter: Typesetter, family: String, geometry: PageGeometry) -> PageBitmap {
        typesetter.page(geometry) { canvas in
            let layout = CoverLayout(family: family, width: geometry.widthInPoints)
            set(on: canvas, layout, y: 60, bottom: geometry.heightInPoints - 40)
        }
    }

    /// Sets the list from `y` on. What would pass `bottom` is counted in a last line.
    func set(on canvas: borrowing PageCanvas, _ layout: CoverLayout, y: Double, bottom: Double) {
        let heading = words.missing(parts.count)
        var top = y + canvas.text(heading, layout.text.bold, x: layout.left, y: y, width: layout.width) + 8
        let indent = 12.0
        let reason = layout.text.sized(10.5)
        for (index, part) in parts.enumerated() {
            let nameHeight = canvas.height(of: part.name, layout.text, width: layout.width - indent, maximumLines: 1)
            let reasonHeight = canvas.height(of: part.reason, reason, width: layout.width - indent, maximumLines: 2)
            let isLast = index == parts.count - 1
            guard top + nameHeight + reasonHeight + (isLast ? 0 : nameHeight + 7) <= bottom else {
                let rest = parts.count - index
                canvas.text("… \(rest) \(words.more)", layout.text, x: layout.left, y: top, width: layout.width)
                return
            }
            canvas.fill(x: layout.left + 2, y: top + canvas.baseline(of: layout.text) - 5, width: 4, height: 4)
            canvas.text(
                part.name, layout.text, x: layout.left + indent, y: top, width: layout.width - indent, maximumLines: 1)
            canvas.text(
                part.reason, reason, x: layout.left + indent, y: top + nameHeight, width: layout.width - indent,
                maximumLines: 2)
            top += nameHeight + reasonHeight + 7
        }
    }
}
