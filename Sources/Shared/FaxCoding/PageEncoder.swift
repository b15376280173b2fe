public import FaxModel

/// Codes whole pages for the line or for a file.
public struct PageEncoder: Sendable {
    private let coding: PageCoding
    private let bitOrder: BitOrder
    private let minimumLineBits: Int
    private let isShortest: Bool

    /// An encoder.
    ///
    /// - Parameters:
    ///   - coding: MR's k is at least 1.
    ///   - bitOrder: The order of the bits in the octets that `encode` gives.
    ///   - minimumLineBits: In MH and MR, the bits that a row with its EOL takes at least: what the line carries in the
    ///     far end's minimum scan line time, 0…65 535. Shorter rows are filled up (T.4 §4.1.3). MMR has no such time.
    ///   - isShortest: Whether rows of MR and MMR get the shortest code that they can have (`ModeSearch`) instead of the one that
    ///     the standards' procedure makes, which everybody makes. It takes some times longer, a few thousandths of a second a page.
    public init(_ coding: PageCoding, bitOrder: BitOrder, minimumLineBits: Int = 0, isShortest: Bool = false) {
        if case .mr(let k) = coding { precondition(k >= 1, "every k-th row is coded for itself") }
        precondition((0...65_535).contains(minimumLineBits), "no line carries that many bits in a row's time")
        self.coding = coding
        self.bitOrder = bitOrder
        self.minimumLineBits = minimumLineBits
        self.isShortest = isShortest
    }

    /// The page's code, ended by RTC (T.4 §4.1.4, §4.2.3) or EOFB (T.6 §2.4.1.1), padded with 0 bits to an octet.
    public func encode(_ page: PageBitmap) -> [UInt8] {
        let code = page.bytes.withUnsafeBytes { rows in
            RowEncoder.with(width: page.width) { encoder in
                switch coding {
                case .mh: encodeT4(rows, of: page, by: encoder, k: 1, isTagged: false)
                case .mr(let k): encodeT4(rows, of: page, by: encoder, k: k, isTagged: true)
                case .mmr: encodeT6(rows, of: page, by: encoder)
                }
            }
        }
        return bitOrder == .mostSignificantFirst ? code : BitOrder.reversingBits(code)
    }

    private func encodeT4(
        _ rows: UnsafeRawBufferPointer, of page: PageBitmap, by encoder: RowEncoder, k: Int, isTagged: Bool
    ) -> [UInt8] {
        var writer = BitWriter(expecting: rows.count / 4)
        var reference = ChangingElements(width: page.width)
        var current = ChangingElements(width: page.width)
        var search = ModeSearch(width: page.width)
        // Behind an EOL, 1 says that the next row is coded for itself (T.4 §4.2.2).
        let tagged = CodeWord.endOfLine.followed(by: CodeWord("1"))
        let untagged = CodeWord.endOfLine.followed(by: CodeWord("0"))
        let endOfLine = isTagged ? tagged : CodeWord.endOfLine
        writer.write(endOfLine)
        for row in 0..<page.rows {
            writer.reserve(RowEncoder.mostBytes(width: page.width) + minimumLineBits / 8 + 8)
            let start = writer.bitCount
            current.find(in: Self.row(row, of: page, in: rows))
            if row % k == 0 {
                encoder.encode(current, to: &writer)
            } else if isShortest {
                encoder.encode(current, below: reference, searching: &search, to: &writer)
            } else {
                encoder.encode(current, below: reference, to: &writer)
            }
            let fill = minimumLineBits - endOfLine.length - (writer.bitCount - start)
            if fill > 0 { writer.write(repeating: false, length: fill) }
            writer.write((row + 1) % k == 0 || row + 1 == page.rows ? endOfLine : untagged)
            swap(&reference, &current)
        }
        // The last row's EOL is the first of RTC's six.
        writer.reserve(16)
        for _ in 1..<6 { writer.write(endOfLine) }
        return writer.finish()
    }

    private func encodeT6(_ rows: UnsafeRawBufferPointer, of page: PageBitmap, by encoder: RowEncoder) -> [UInt8] {
        var writer = BitWriter(expecting: rows.count / 8)
        var reference = ChangingElements(width: page.width)
        var current = ChangingElements(width: page.width)
        var search = ModeSearch(width: page.width)
        for row in 0..<page.rows {
            writer.reserve(RowEncoder.mostBytes(width: page.width))
            current.find(in: Self.row(row, of: page, in: rows))
            if isShortest {
                encoder.encode(current, below: reference, searching: &search, to: &writer)
            } else {
                encoder.encode(current, below: reference, to: &writer)
            }
            swap(&reference, &current)
        }
        writer.reserve(8)
        writer.write(CodeWord.endOfLine)
        writer.write(CodeWord.endOfLine)
        return writer.finish()
    }

    private static func row(
        _ row: Int, of page: PageBitmap, in rows: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: rows[row * page.rowBytes..<(row + 1) * page.rowBytes])
    }
}
