/// Something about each block of a page, row by row. The last ones across and down may be smaller.
struct BlockGrid<Element> {
    /// Pels of a side of a block.
    static var side: Int { 32 }

    let across: Int
    let down: Int
    /// What is about the blocks, in their order.
    var all: [Element]

    /// The grid of a page of this size.
    ///
    /// - Parameter make: makes what is about the block of these columns and rows.
    init(width: Int, rows: Int, _ make: (_ columns: Range<Int>, _ rows: Range<Int>) -> Element) {
        let side = Self.side
        across = (width + side - 1) / side
        down = (rows + side - 1) / side
        all = []
        all.reserveCapacity(across * down)
        for top in stride(from: 0, to: rows, by: side) {
            for left in stride(from: 0, to: width, by: side) {
                all.append(make(left..<min(width, left + side), top..<min(rows, top + side)))
            }
        }
    }

    /// The blocks beside, above and below one.
    func neighbours(of index: Int) -> [Int] {
        let column = index % across
        var found: [Int] = []
        if column > 0 { found.append(index - 1) }
        if column + 1 < across { found.append(index + 1) }
        if index >= across { found.append(index - across) }
        if index + across < all.count { found.append(index + across) }
        return found
    }

    /// The rows of blocks between whose middles a row of pels lies, by the places of their first blocks, and how far it is from the upper
    /// one; at the page's edges they are one.
    func rows(around row: Int) -> (upper: Int, lower: Int, offset: Int) {
        let (upper, lower, offset) = Self.between(row, count: down)
        return (upper * across, lower * across, offset)
    }

    /// The places in a row of blocks between whose middles a column of pels lies, and how far it is from the left one.
    func columns(around column: Int) -> (left: Int, right: Int, offset: Int) { Self.between(column, count: across) }

    private static func between(_ place: Int, count: Int) -> (Int, Int, Int) {
        guard place >= side / 2 else { return (0, 0, 0) }
        let first = min(count - 1, (place - side / 2) / side)
        return (first, min(count - 1, first + 1), (place - side / 2) % side)
    }
}
