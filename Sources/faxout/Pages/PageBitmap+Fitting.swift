import FaxModel
import T30

extension PageBitmap {
    /// The page, which is made for `own`, as `format` has it: with white at the right where it is narrower than its line,
    /// and made smaller where the format has narrower paper or fewer pels.
    ///
    /// - Parameter format: in no direction denser than `own`, but for the few per cent of inches and millimetres.
    func fitted(from own: PageFormat, to format: PageFormat) -> PageBitmap {
        let page = width < own.pels ? padded(to: own.pels) : self
        let density = Double(format.resolution.vertical) / Double(own.resolution.vertical)
        let paper = Double(format.width.pels) / Double(own.width.pels)
        let scale = paper * (abs(density - 1) < 0.05 ? 1 : density)
        guard page.width > format.pels || scale < 1 else { return page }
        let newRows = Int((Double(rows) * scale).rounded(.up))
        return page.reduced(width: min(page.width, format.pels), rows: min(rows, newRows))
    }

    private func padded(to newWidth: Int) -> PageBitmap {
        var octets: [UInt8] = []
        let newRowBytes = Self.rowBytes(width: newWidth)
        octets.reserveCapacity(rows * newRowBytes)
        for row in 0..<rows {
            octets += bytes[row * rowBytes..<(row + 1) * rowBytes]
            octets += [UInt8](repeating: 0, count: newRowBytes - rowBytes)
        }
        return PageBitmap(width: newWidth, rows: rows, bytes: octets) ?? PageBitmap(width: newWidth, rows: rows)
    }
}
