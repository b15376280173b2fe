import FaxModel

/// Reads pages in Netpbm's raw PBM format (`P4`) from a stream that arrives in pieces.
///
/// The stream comes from a converter that may have been taken over by its document: sizes and number of pages are
/// checked against what is expected before anything is kept.
struct PBMParser {
    private enum State {
        case header([UInt8])
        case pels(width: Int, rows: Int, [UInt8])
    }

    private let pageLimit: Int
    private let width: ClosedRange<Int>
    private let rows: ClosedRange<Int>
    private var state = State.header([])
    /// How many pages are complete.
    private(set) var pageCount = 0

    /// A parser for at most `pageLimit` pages of these sizes.
    init(pageLimit: Int, width: ClosedRange<Int>, rows: ClosedRange<Int>) {
        self.pageLimit = pageLimit
        self.width = width
        self.rows = rows
    }

    /// Takes the next piece of the stream, and gives each page that gets complete to `page`.
    ///
    /// - Throws: when it is no PBM, or larger than expected; what `page` throws.
    mutating func append(_ piece: borrowing RawSpan, page: (PageBitmap) throws -> Void) throws {
        var offset = 0
        while offset < piece.byteCount {
            switch state {
            case .header(var header):
                let byte = piece.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                offset += 1
                header.append(byte)
                state = try next(after: header)
            case .pels(let width, let rows, var bytes):
                let size = PageBitmap.rowBytes(width: width) * rows
                let count = min(size - bytes.count, piece.byteCount - offset)
                state = .header([])
                piece.extracting(offset..<offset + count).withUnsafeBytes { bytes.append(contentsOf: $0) }
                offset += count
                guard bytes.count == size else {
                    state = .pels(width: width, rows: rows, bytes)
                    continue
                }
                guard let bitmap = PageBitmap(width: width, rows: rows, bytes: bytes) else { throw Self.unexpected }
                pageCount += 1
                try page(bitmap)
            }
        }
    }

    /// Whether the stream ends after a whole page.
    var isComplete: Bool {
        switch state {
        case .header(let header): header.isEmpty
        case .pels: false
        }
    }

    /// The state after this much of a header: `P4`, width and height in decimal, each followed by one white space.
    private func next(after header: [UInt8]) throws(ConversionError) -> State {
        guard header.count <= 32 else { throw Self.unexpected }
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let words = header.split(whereSeparator: isSpace)
        guard let last = header.last, isSpace(last), words.count == 3 else { return .header(header) }
        guard words[0].elementsEqual("P4".utf8), let width = Int(String(decoding: words[1], as: UTF8.self)),
            let rows = Int(String(decoding: words[2], as: UTF8.self)), self.width.contains(width),
            self.rows.contains(rows), pageCount < pageLimit
        else { throw Self.unexpected }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(PageBitmap.rowBytes(width: width) * rows)
        return .pels(width: width, rows: rows, bytes)
    }

    private static let unexpected = ConversionError("Its conversion gave something else than its pages.")
}
