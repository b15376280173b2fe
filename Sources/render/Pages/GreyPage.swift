import FaxModel

/// A page in shades of grey while it is scaled: one octet a pel, 0 = black, 255 = white.
struct GreyPage {
    let width: Int
    let rows: Int
    private(set) var pels: [UInt8]

    /// The page of a bitmap: black and white.
    init(_ bitmap: PageBitmap) {
        width = bitmap.width
        rows = bitmap.rows
        var pels: [UInt8] = []
        pels.reserveCapacity(width * rows)
        for row in 0..<rows {
            for column in 0..<width {
                let byte = bitmap.bytes[row * bitmap.rowBytes + column / 8]
                pels.append(byte & 0x80 >> UInt8(column % 8) == 0 ? 255 : 0)
            }
        }
        self.pels = pels
    }

    /// A page of `width` times `rows` pels.
    init(width: Int, rows: Int, pels: [UInt8]) {
        precondition(pels.count == width * rows, "a page has all its pels")
        self.width = width
        self.rows = rows
        self.pels = pels
    }

    /// The page at another size; each new pel is the mean of what it covers.
    func scaled(width newWidth: Int, rows newRows: Int) -> GreyPage {
        guard newWidth != width || newRows != rows else { return self }
        let across = Coverage.of(width, by: newWidth)
        let down = Coverage.of(rows, by: newRows)
        var scaled = [UInt8](repeating: 255, count: newWidth * newRows)
        var sums = [UInt32](repeating: 0, count: newWidth)
        for (newRow, vertical) in down.enumerated() {
            for column in 0..<newWidth { sums[column] = 0 }
            for offset in 0..<vertical.count {
                let row = (vertical.first + offset) * width
                let weight = vertical.weight(offset)
                pels.withUnsafeBufferPointer { pels in
                    for (newColumn, horizontal) in across.enumerated() {
                        var sum: UInt32 = 0
                        for offset in 0..<horizontal.count {
                            sum += UInt32(pels[row + horizontal.first + offset]) * horizontal.weight(offset)
                        }
                        sums[newColumn] += (sum >> 8) * weight
                    }
                }
            }
            for column in 0..<newWidth {
                scaled[newRow * newWidth + column] = UInt8(min(255, (sums[column] + (1 << 23)) >> 24))
            }
        }
        return GreyPage(width: newWidth, rows: newRows, pels: scaled)
    }

    /// The page turned clockwise by a quarter.
    func turnedRight() -> GreyPage {
        var turned = [UInt8](repeating: 255, count: pels.count)
        for row in 0..<rows {
            for column in 0..<width { turned[column * rows + rows - 1 - row] = pels[row * width + column] }
        }
        return GreyPage(width: rows, rows: width, pels: turned)
    }

    /// Black where a pel is darker than `level`.
    func thresholded(at level: UInt8) -> PageBitmap {
        bitmap { _, thresholds in
            for column in thresholds.indices { thresholds[column] = level }
        }
    }

    /// The page in black and white, for the eye and for the line.
    ///
    /// Where light and dark meet within a few pels (letters, lines, edges, on whatever ground), a pel is black if it is nearer to the
    /// dark: print stays print, sharp and without fringes (Bernsen's rule). Where tones change slowly, they become dots that grow
    /// with darkness, in a screen of 45°: dots that keep together survive the line and are coded in fewer bits than scattered
    /// ones. What is nearly white or nearly black becomes so.
    ///
    /// - Parameter colours: where colours meet that are equally light; this page is their luminance.
    func bilevel(colours: ColourContrast? = nil) -> PageBitmap {
        let contrast = LocalContrast(self, colours: colours)
        return bitmap { row, thresholds in
            contrast.fill(thresholds, row: row, otherwise: Self.screen)
        }
    }

    /// Thresholds of an 8 × 8 cell with two dots in opposite quarters and their two negatives between them, from `16`
    /// to `240`.
    private static let screen: [UInt8] = {
        let order: [Int] = [
            24, 10, 12, 26, 35, 47, 49, 37,
            8, 0, 2, 14, 45, 59, 61, 51,
            22, 6, 4, 16, 43, 57, 63, 53,
            30, 20, 18, 28, 33, 41, 55, 39,
            34, 46, 48, 36, 25, 11, 13, 27,
            44, 58, 60, 50, 9, 1, 3, 15,
            42, 56, 62, 52, 23, 7, 5, 17,
            32, 40, 54, 38, 31, 21, 19, 29,
        ]
        return order.map { UInt8(240 - ($0 * 224 + 32) / 64) }
    }()

    /// Black where a pel is darker than the threshold that `fill` puts in its column.
    private func bitmap(_ fill: (_ row: Int, _ thresholds: UnsafeMutableBufferPointer<UInt8>) -> Void) -> PageBitmap {
        let rowBytes = PageBitmap.rowBytes(width: width)
        var thresholds = [UInt8](repeating: 0, count: rowBytes * 8)
        // What pads a row is white.
        var line = [UInt8](repeating: 255, count: rowBytes * 8)
        let bytes = [UInt8](unsafeUninitializedCapacity: rowBytes * rows) { bytes, count in
            count = rowBytes * rows
            pels.withUnsafeBytes { pels in
                thresholds.withUnsafeMutableBufferPointer { thresholds in
                    line.withUnsafeMutableBytes { line in
                        let limits = UnsafeRawPointer(thresholds.baseAddress!)
                        for row in 0..<rows {
                            fill(row, UnsafeMutableBufferPointer(rebasing: thresholds[..<width]))
                            line.copyMemory(
                                from: UnsafeRawBufferPointer(rebasing: pels[row * width..<(row + 1) * width]))
                            for octet in 0..<rowBytes {
                                bytes[row &* rowBytes &+ octet] = Self.octet(
                                    line.baseAddress! + 8 &* octet, darkerThan: limits + 8 &* octet)
                            }
                        }
                    }
                }
            }
        }
        guard let bitmap = PageBitmap(width: width, rows: rows, bytes: bytes) else {
            preconditionFailure("a grey page is as large as its bitmap")
        }
        return bitmap
    }
}

extension GreyPage {
    /// The bits of eight pels, of those that are darker than their thresholds.
    @inline(__always)
    private static func octet(_ pels: UnsafeRawPointer, darkerThan thresholds: UnsafeRawPointer) -> UInt8 {
        let pels = pels.loadUnaligned(as: SIMD8<UInt8>.self)
        let thresholds = thresholds.loadUnaligned(as: SIMD8<UInt8>.self)
        return SIMD8<UInt8>.zero.replacing(with: bits, where: pels .< thresholds).wrappedSum()
    }

    private static var bits: SIMD8<UInt8> { SIMD8(128, 64, 32, 16, 8, 4, 2, 1) }
}

/// What a new pel covers of the old ones in one direction, in 65 536ths.
private struct Coverage {
    var first: Int
    var count: Int
    private var head: UInt32
    private var tail: UInt32
    private var middle: UInt32

    private static let whole: UInt32 = 65_536

    func weight(_ offset: Int) -> UInt32 {
        offset == 0 ? head : offset == count - 1 ? tail : middle
    }

    /// The coverage of `size` old pels by each of `newSize` new ones; the weights of each sum to 65 536.
    static func of(_ size: Int, by newSize: Int) -> [Coverage] {
        (0..<newSize).map { index in
            // In units of 1/newSize of an old pel, a new pel reaches from `start` to `start + size`.
            let start = index * size
            let end = start + size
            let first = start / newSize
            let last = (end - 1) / newSize
            guard first < last else { return Coverage(first: first, count: 1, head: whole, tail: whole, middle: whole) }
            let middle = UInt32(newSize * 65_536 / size)
            let head = UInt32(((first + 1) * newSize - start) * 65_536 / size)
            let inner = middle * UInt32(max(0, last - first - 1))
            return Coverage(
                first: first, count: last - first + 1, head: head, tail: whole - min(whole, head + inner),
                middle: middle)
        }
    }
}
