extension PageBitmap {
    /// The page in fewer pels, or fewer rows, or both. A pel of the smaller page is black when a fifth of those that it stands
    /// for is: a thin line does not get lost, and a grey area gets hardly darker.
    ///
    /// - Parameters:
    ///   - newWidth: pels in a row, 1 or more; no more than the page has.
    ///   - newRows: rows; no more than the page has.
    public func reduced(width newWidth: Int, rows newRows: Int) -> PageBitmap {
        precondition(
            (1...width).contains(newWidth) && (0...rows).contains(newRows), "a page is reduced to a smaller one")
        var reduced = PageBitmap(width: newWidth, rows: newRows)
        let targets = (0..<width).map { $0 * newWidth / width }
        var columns = [Int](repeating: 0, count: newWidth)
        for target in targets { columns[target] += 1 }
        var black = [Int](repeating: 0, count: newWidth)
        var row = 0
        for newRow in 0..<newRows {
            let first = row
            while row < rows, row * newRows / rows == newRow {
                countBlack(in: row, targets, &black)
                row += 1
            }
            for column in 0..<newWidth where black[column] > 0 {
                if 5 * black[column] >= columns[column] * (row - first) { reduced[column, newRow] = true }
                black[column] = 0
            }
        }
        return reduced
    }

    /// Adds the black pels of a row to the columns in which they end up.
    private func countBlack(in row: Int, _ targets: [Int], _ black: inout [Int]) {
        for octet in 0..<rowBytes {
            var pels = bytes[row * rowBytes + octet]
            while pels != 0 {
                let bit = pels.leadingZeroBitCount
                black[targets[octet * 8 + bit]] += 1
                pels &= ~(0x80 >> bit)
            }
        }
    }
}
