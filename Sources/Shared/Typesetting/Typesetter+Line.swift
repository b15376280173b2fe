public import FaxModel

extension Typesetter {
    /// One line of text: the strip that is put on top of a page when it is sent.
    ///
    /// What stands at the left, in the middle and at the right is set on one baseline. Where they do not fit, the
    /// middle is cut with an ellipsis, then the left; the right, with its page number, stays whole.
    ///
    /// - Returns: a page of `resolution.headerRows` rows, or `rows` where given, and `width` pels, or those of the resolution.
    public func line(
        left: String, middle: String = "", right: String = "", resolution: Resolution,
        width: Int? = nil, rows: Int? = nil, family: String = "DejaVu Sans", margin: Double = 18
    ) -> PageBitmap {
        let geometry = PageGeometry(
            width: width ?? resolution.pels, rows: rows ?? resolution.headerRows,
            horizontalDensity: Double(resolution.horizontal),
            verticalDensity: Double(resolution.vertical))
        return page(geometry) { canvas in
            let style = TextStyle(family, size: canvas.largestSize(family, upTo: 9))
            let space = max(1, geometry.widthInPoints - 2 * margin)
            let gap = style.size
            let rightWidth = min(space, right.isEmpty ? 0 : canvas.width(of: right, style) + 0.5)
            let leftSpace = max(1, space - rightWidth - (right.isEmpty ? 0 : gap))
            let leftWidth = min(leftSpace, canvas.width(of: left, style) + 0.5)
            let y = max(0, (geometry.heightInPoints - canvas.height(of: "x", style, width: space)) / 2)
            if !left.isEmpty { canvas.text(left, style, x: margin, y: y, width: leftWidth, maximumLines: 1) }
            if !right.isEmpty {
                canvas.text(right, style, x: margin + space - rightWidth, y: y, width: rightWidth, maximumLines: 1)
            }
            let free = leftSpace - leftWidth - gap
            guard !middle.isEmpty, free > 4 * style.size else { return }
            let middleWidth = min(free, canvas.width(of: middle, style) + 0.5)
            let centred = margin + (space - middleWidth) / 2
            let x = min(max(centred, margin + leftWidth + gap), margin + leftSpace - middleWidth)
            canvas.text(middle, style, x: x, y: y, width: middleWidth, maximumLines: 1)
        }
    }
}

extension PageCanvas {
    /// The largest size in half points whose line fits the height of the page.
    fileprivate func largestSize(_ family: String, upTo largest: Double) -> Double {
        var size = largest
        while size > 4, height(of: "x", TextStyle(family, size: size), width: 1000) > geometry.heightInPoints {
            size -= 0.5
        }
        return size
    }
}
