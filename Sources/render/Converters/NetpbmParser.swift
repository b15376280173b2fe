import FaxModel

/// Reads pages in Netpbm's raw formats PBM (`P4`, black and white) and PPM (`P6`, colours) from a stream that arrives in pieces.
///
/// The stream comes from a converter that may have been taken over by its document: sizes and number of pages are
/// checked against what is expected before anything is kept.
struct NetpbmParser {
    /// What a stream has, and no other.
    enum Format {
        case bitmap
        /// Three octets a pel: red, green and blue.
        case colour

        fileprivate var magic: String {
            switch self {
            case .bitmap: "P4"
            case .colour: "P6"
            }
        }

        fileprivate func rowBytes(_ width: Int) -> Int {
            switch self {
            case .bitmap: PageBitmap.rowBytes(width: width)
            case .colour: 3 * width
            }
        }
    }

    /// A page as it stands in the stream.
    struct Page {
        var width: Int
        var rows: Int
        var bytes: [UInt8]

        /// The page as a bitmap, where it is one.
        func bitmap() throws(ConversionError) -> PageBitmap {
            guard let bitmap = PageBitmap(width: width, rows: rows, bytes: bytes) else {
                throw NetpbmParser.unexpected
            }
            return bitmap
        }
    }

    private enum State {
        case header([UInt8])
        /// A page, and how many of its octets have come.
        case pels(Page, taken: Int)
    }

    private let format: Format
    private let pageLimit: Int
    private let width: ClosedRange<Int>
    private let rows: ClosedRange<Int>
    private var state = State.header([])
    /// How many pages are complete.
    private(set) var pageCount = 0

    /// A parser for at most `pageLimit` pages of these sizes.
    init(_ format: Format, pageLimit: Int, width: ClosedRange<Int>, rows: ClosedRange<Int>) {
        self.format = format
        self.pageLimit = pageLimit
        self.width = width
        self.rows = rows
    }

    /// Takes the next piece of the stream, and gives each page that gets complete to `page`.
    ///
    /// - Throws: when it is not of the format, or larger than expected; what `page` throws.
    mutating func append(_ piece: borrowing RawSpan, page give: (Page) throws -> Void) throws {
        var offset = 0
        while offset < piece.byteCount {
            switch state {
            case .header(var header):
                let byte = piece.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                offset += 1
                header.append(byte)
                state = try next(after: header)
            case .pels(var page, let taken):
                let size = format.rowBytes(page.width) * page.rows
                let count = min(size - taken, piece.byteCount - offset)
                state = .header([])
                if taken == 0 { page.bytes.reserveCapacity(size) }
                piece.extracting(offset..<offset + count).withUnsafeBytes { page.bytes.append(contentsOf: $0) }
                offset += count
                guard taken + count == size else {
                    state = .pels(page, taken: taken + count)
                    continue
                }
                pageCount += 1
                try give(page)
            }
        }
    }

    /// The same for large pages, which are not kept: gives the octets of a page as they come, with its size and whether it is complete
    /// with them.
    mutating func append(
        _ piece: borrowing RawSpan,
        octets give: (_ width: Int, _ rows: Int, _ octets: UnsafeRawBufferPointer, _ isLast: Bool) throws -> Void
    ) throws {
        var offset = 0
        while offset < piece.byteCount {
            switch state {
            case .header(var header):
                header.append(piece.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
                offset += 1
                state = try next(after: header)
            case .pels(let page, let taken):
                let size = format.rowBytes(page.width) * page.rows
                let count = min(size - taken, piece.byteCount - offset)
                let isLast = taken + count == size
                state = isLast ? .header([]) : .pels(page, taken: taken + count)
                pageCount += isLast ? 1 : 0
                try piece.extracting(offset..<offset + count).withUnsafeBytes { octets in
                    try give(page.width, page.rows, octets, isLast)
                }
                offset += count
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

    /// The state after this much of a header: the format's name, width, height and, of colours, the most of each, in decimal, each followed by
    /// one white space.
    private func next(after header: [UInt8]) throws(ConversionError) -> State {
        guard header.count <= 40 else { throw Self.unexpected }
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let words = header.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }
        let count = format == .colour ? 4 : 3
        guard let last = header.last, isSpace(last), words.count == count else { return .header(header) }
        guard words[0] == format.magic, let width = Int(words[1]), let rows = Int(words[2]),
            self.width.contains(width), self.rows.contains(rows), pageCount < pageLimit,
            format == .bitmap || words[3] == "255"
        else { throw Self.unexpected }
        return .pels(Page(width: width, rows: rows, bytes: []), taken: 0)
    }

    private static let unexpected = ConversionError("Its conversion gave something else than its pages.")
}
