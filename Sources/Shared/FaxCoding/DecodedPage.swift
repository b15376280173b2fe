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

/// How good the copy of a page is: by which a receiver chooses between MCF, RTP and RTN (T.30 §5.3.6.1.7).
///
/// A row is good when its code gives exactly as many pels as the page is wide (T.4 §4.1.1) and is followed, after any fill
/// (T.4 §4.1.3), by the EOL of the next (T.4 §4.1.2). In MR a row that is coded by the row above it is also bad where that
/// one is, up to the next that is coded for itself (T.4 §4.2.2). Where EOLs were damaged, too, how many rows there were is estimated, and not
/// from above. MMR has no EOL before its EOFB (T.6 §2.4.1.1), so nothing is
/// known of the rows after a bad one: `PageEnding.damaged`.
public struct PageQuality: Hashable, Sendable {
    /// Rows on the page, concealed ones included.
    public var rows = 0
    /// Rows that were damaged: too long, too short, cut short by an EOL, not followed by one, or with bits in them that
    /// are no code word, among them the extensions of T.4 table 4 and T.6 table 1, on which nobody agreed. The row at which
    /// MMR stopped is one, though it is not on the page.
    public var badRows = 0
    /// The most damaged rows one below the other.
    public var longestBadRun = 0

    /// A page without rows.
    public init() {}
}

/// What a page ended with.
public enum PageEnding: String, Hashable, Sendable {
    /// RTC in MH and MR (T.4 §4.1.4, §4.2.3), EOFB in MMR (T.6 §2.4.1.1), as it should be.
    case marked
    /// The data ended without such a mark. In MMR, the last row may have been cut.
    case endOfData
    /// MMR met bits that mean nothing: no row after it can be known.
    case damaged
    /// More rows followed than are allowed.
    case rowLimit
}
