import FaxModel

/// What a page looks like, row by row: tells whether another page is a copy of it, although some of its rows came damaged.
struct PageFingerprint: Hashable, Sendable {
    /// Hashes of the rows that have ink.
    private let rows: Set<Int>

    /// That of `page`.
    init(_ page: PageBitmap) {
        var rows: Set<Int> = []
        for row in 0..<page.rows {
            let octets = page.bytes[row * page.rowBytes..<(row + 1) * page.rowBytes]
            if octets.contains(where: { $0 != 0 }) { rows.insert(octets.hashValue) }
        }
        self.rows = rows
    }

    /// How much of `other` is on this page, from 0 to 1; of a page without ink all, where this one has none.
    func share(of other: PageFingerprint) -> Double {
        guard !other.rows.isEmpty else { return rows.isEmpty ? 1 : 0 }
        return Double(rows.intersection(other.rows).count) / Double(other.rows.count)
    }
}
