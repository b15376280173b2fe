import FaxModel

extension PageBitmap {
    /// Makes fax pages of a drawn page: `width` pels wide, the rows of `resolution` for the header line white, none longer than `longest`
    /// rows unless it has to be.
    ///
    /// What is narrower is centred. What is longer is divided where it is whitest, so that no line of text is cut.
    func placed(resolution: Resolution, width: Int, longest: Int) -> [PageBitmap] {
        centred(width: width).divided(longest: longest).map { $0.freeingTop(resolution.headerRows) }
    }

    /// The page in the middle of a line of `width` pels; it is not wider than that.
    func centred(width newWidth: Int) -> PageBitmap {
        guard newWidth != width else { return self }
        precondition(width < newWidth, "a page is made to fit before it is placed")
        // Whole octets keep this a copy; the middle is missed by less than half a millimetre.
        let margin = (newWidth - width) / 16
        let newRowBytes = PageBitmap.rowBytes(width: newWidth)
        var placed = [UInt8](repeating: 0, count: rows * newRowBytes)
        placed.withUnsafeMutableBytes { placed in
            bytes.withUnsafeBytes { bytes in
                for row in 0..<rows {
                    let line = UnsafeRawBufferPointer(rebasing: bytes[row * rowBytes..<(row + 1) * rowBytes])
                    UnsafeMutableRawBufferPointer(rebasing: placed[(row * newRowBytes + margin)...]).copyMemory(
                        from: line)
                }
            }
        }
        return PageBitmap(width: newWidth, rows: rows, bytes: placed) ?? self
    }

    /// The page without what is right of pel `newWidth`.
    func cropped(width newWidth: Int) -> PageBitmap {
        precondition(newWidth <= width, "what is cropped gets no wider")
        let newRowBytes = PageBitmap.rowBytes(width: newWidth)
        var cropped: [UInt8] = []
        cropped.reserveCapacity(rows * newRowBytes)
        for row in 0..<rows { cropped += bytes[row * rowBytes..<row * rowBytes + newRowBytes] }
        return PageBitmap(width: newWidth, rows: rows, bytes: cropped) ?? self
    }

    /// The page in pieces of at most `longest` rows, divided in white rows, or else where there is least ink, within
    /// the last fifth of a piece. A page that is hardly longer than `longest` (legal on A4) stays whole.
    func divided(longest: Int) -> [PageBitmap] {
        guard rows > longest * 13 / 10 else { return [self] }
        // What is white at the end needs no pages of its own.
        let last = (0..<rows).last { ink(in: $0) > 0 } ?? 0
        let bottom = max(last + 1, longest)
        guard bottom > longest * 13 / 10 else { return [slice(0..<bottom)] }
        var pieces: [PageBitmap] = []
        var top = 0
        while bottom - top > longest {
            let candidates = stride(from: top + longest, to: top + longest * 4 / 5, by: -1)
            let cut = candidates.first { ink(in: $0 - 1) == 0 } ?? candidates.min { ink(in: $0 - 1) < ink(in: $1 - 1) }
            let end = cut ?? top + longest
            pieces.append(slice(top..<end))
            top = end
        }
        pieces.append(slice(top..<bottom))
        return pieces
    }
}
