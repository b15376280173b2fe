public import FaxModel

/// A page as it was received.
public struct DecodedPage: Hashable, Sendable {
    /// The pels; a damaged row is shown as the row above it.
    public var bitmap: PageBitmap
    /// How good the copy is.
    public var quality: PageQuality
    /// What the page ended with.
    public var ending: PageEnding
}

/// How good the copy of a page is: what decides whether it is confirmed.
public struct PageQuality: Hashable, Sendable {
    /// Rows on the page, concealed ones included.
    public var rows = 0
    /// Rows that were damaged. The row at which MMR stopped is one, though it is not on the page.
    public var badRows = 0
    /// The most damaged rows in a row.
    public var longestBadRun = 0

    /// A page without rows.
    public init() {}
}

/// What a page ended with.
public enum PageEnding: String, Hashable, Sendable {
    /// RTC in MH and MR, EOFB in MMR, as it should be.
    case marked
    /// The data ended without such a mark. In MMR, the last row may have been cut.
    case endOfData
    /// MMR met bits that mean nothing: no row after it can be known.
    case damaged
    /// More rows followed than are allowed.
    case rowLimit
}
