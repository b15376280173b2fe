internal import FaxModel

/// Decodes whole pages from the line or from a file. Whatever the bits are, it comes to an end and gives a page.
public struct PageDecoder: Sendable {
    private let coding: PageCoding
    private let width: Int
    private let bitOrder: BitOrder
    private let maximumRows: Int

    /// A decoder.
    ///
    /// - Parameters:
    ///   - coding: MR's k does not matter.
    ///   - width: Pels in a row, 1…65 535.
    ///   - bitOrder: The order of the bits in the octets that `decode` takes.
    ///   - maximumRows: The rows that a page may have; the memory that a page takes is bounded by it. Where a page has more,
    ///     it ends with the last of them, and with `PageEnding.rowLimit`.
    public init(_ coding: PageCoding, width: Int, bitOrder: BitOrder, maximumRows: Int) {
        precondition((1...PageBitmap.maximumWidth).contains(width), "a page is 1 to 65535 pels wide")
        precondition(maximumRows >= 0, "a page has no negative number of rows")
        self.coding = coding
        self.width = width
        self.bitOrder = bitOrder
        self.maximumRows = maximumRows
    }

    /// The page of this code. What comes before the first EOL in MH and MR, or after RTC or EOFB, is ignored.
    public func decode(_ code: [UInt8]) -> DecodedPage {
        let ordered = bitOrder == .mostSignificantFirst ? code : BitOrder.reversingBits(code)
        return ordered.withUnsafeBytes { bytes in
            RowDecoder.with(width: width) { rows in
                // A row takes a bit at least, so a short code does not take the memory of a long page.
                var page = PageAssembly(
                    width: width, maximumRows: maximumRows, expectedRows: min(maximumRows, 8 * bytes.count))
                var reader = BitReader(bytes)
                let ending =
                    switch coding {
                    case .mh: page.decodeT4(from: &reader, by: rows, isTagged: false)
                    case .mr: page.decodeT4(from: &reader, by: rows, isTagged: true)
                    case .mmr: page.decodeT6(from: &reader, by: rows)
                    }
                return page.finish(ending)
            }
        }
    }
}
