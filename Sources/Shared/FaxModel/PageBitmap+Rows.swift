extension PageBitmap {
    /// The page with at least `count` white rows on top: moved down where there is ink in them. It gets longer only by
    /// what its white bottom does not make up for.
    public func freeingTop(_ count: Int) -> PageBitmap {
        let inked = (0..<min(count, rows)).first { ink(in: $0) > 0 }
        guard let inked else { return self }
        let shift = count - inked
        var end = rows
        while end > rows - shift, ink(in: end - 1) == 0 { end -= 1 }
        var page = PageBitmap(width: width, rows: shift)
        page.append(slice(0..<end))
        return page
    }

    /// These rows of the page; all within it.
    public func slice(_ range: Range<Int>) -> PageBitmap {
        let part = Array(bytes[range.lowerBound * rowBytes..<range.upperBound * rowBytes])
        return PageBitmap(width: width, rows: range.count, bytes: part) ?? PageBitmap(width: width, rows: range.count)
    }

    /// Black pels in a row.
    public func ink(in row: Int) -> Int {
        bytes[row * rowBytes..<(row + 1) * rowBytes].reduce(0) { $0 + $1.nonzeroBitCount }
    }
}
