import FaxModel

extension PageBitmap {
    /// Black pels.
    var ink: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The rows from the first to the last that have ink.
    var rowsOfInk: Range<Int> {
        let rows = (0..<rows).filter { row in bytes[row * rowBytes..<(row + 1) * rowBytes].contains { $0 != 0 } }
        return (rows.first ?? 0)..<((rows.last ?? -1) + 1)
    }

    /// The columns from the first to the last that have ink.
    var columnsOfInk: Range<Int> {
        var anywhere = [UInt8](repeating: 0, count: rowBytes)
        for (index, byte) in bytes.enumerated() where byte != 0 { anywhere[index % rowBytes] |= byte }
        let columns = (0..<width).filter { anywhere[$0 / 8] & 0x80 >> ($0 % 8) != 0 }
        return (columns.first ?? 0)..<((columns.last ?? -1) + 1)
    }
}
