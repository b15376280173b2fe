internal import FaxModel

/// A page that comes from the line in pieces, as a modem gives them.
///
/// What is received is kept as it comes, which takes no more memory than the limits say. It is decoded when the page is over:
/// that is when the far end wants to know how good it is, and takes about a thousandth of a second.
public struct PageReception: Sendable {
    private let decoder: PageDecoder
    private let limits: PageLimits
    private var code: [UInt8] = []

    /// A page of which nothing has come yet.
    ///
    /// - Parameters:
    ///   - coding: MR's k does not matter.
    ///   - width: Pels in a row, as was agreed with the far end.
    ///   - bitOrder: The order of the bits in the octets that come.
    ///   - limits: What the page may be.
    /// - Throws: `width` where a row would be wider than the limit.
    public init(
        _ coding: PageCoding, width: Int, bitOrder: BitOrder, limits: PageLimits = PageLimits()
    ) throws(FaxCodingError) {
        let widest = min(limits.width, PageBitmap.maximumWidth)
        guard width >= 1, width <= widest else {
            throw FaxCodingError(.width, "A page is \(width) pels wide; 1 to \(widest) are allowed.")
        }
        decoder = PageDecoder(coding, width: width, bitOrder: bitOrder, maximumRows: limits.rows)
        self.limits = limits
    }

    /// Octets of code that have come.
    public var octets: Int { code.count }

    /// Takes the next piece of the page's code.
    ///
    /// - Throws: `octets` where the page would become longer than the limit; the piece is not taken then.
    public mutating func receive(_ piece: some Collection<UInt8>) throws(FaxCodingError) {
        guard piece.count <= limits.octets - code.count else {
            throw FaxCodingError(
                .octets, "A page has more than \(limits.octets) octets of code, which is all that is allowed.")
        }
        code.append(contentsOf: piece)
    }

    /// The page, now that it is over, with all that is to be known of it to confirm it or not. RTC or EOFB need not have
    /// come: `DecodedPage.ending` tells.
    ///
    /// - Throws: `rows` where it has more rows than the limit.
    public func finish() throws(FaxCodingError) -> DecodedPage {
        let page = decoder.decode(code)
        guard page.ending != .rowLimit else {
            throw FaxCodingError(.rows, "A page has more than \(limits.rows) rows, which is all that is allowed.")
        }
        return page
    }
}
