import FaxModel

/// How well a page came through, as its decoder found it (T.4 §4.1.2; the limits are those of `CopyQualityLimits`).
public struct CopyQuality: Hashable, Sendable {
    /// Lines of the page, damaged ones included.
    public var lines: Int
    /// Lines that were damaged.
    public var badLines: Int
    /// The most damaged lines in a row.
    public var longestBadRun: Int
    /// Whether the page's end was found (RTC, T.4 §4.1.4). Without error correction nothing else tells that it is complete.
    public var isWhole: Bool

    /// What a decoder found.
    public init(lines: Int, badLines: Int = 0, longestBadRun: Int = 0, isWhole: Bool = true) {
        self.lines = lines
        self.badLines = badLines
        self.longestBadRun = longestBadRun
        self.isWhole = isWhole
    }
}

/// From where on a page that came without error correction is answered with RTP or RTN (T.30 §5.3.6.1.7 leaves the
/// limits to the station).
public struct CopyQualityLimits: Hashable, Sendable {
    /// More damaged lines in a thousand than this: the page is taken, but training is asked for (RTP).
    public var retrainPerThousand: Int
    /// More damaged lines in a thousand than this: the page is refused (RTN).
    public var refusePerThousand: Int
    /// More damaged lines in a row than this: the page is refused (RTN).
    public var refuseRun: Int

    /// Limits; by default 2 % and 10 %, and 20 lines in a row, which are 2.6 mm of a fine page.
    public init(retrainPerThousand: Int = 20, refusePerThousand: Int = 100, refuseRun: Int = 20) {
        self.retrainPerThousand = retrainPerThousand
        self.refusePerThousand = refusePerThousand
        self.refuseRun = refuseRun
    }

    /// The answer to a page of this quality: MCF, RTP or RTN. One without lines is refused. So is one without its end, once: some
    /// stations send no RTC that can be read, and their pages must not be refused for ever.
    ///
    /// - Parameter isRepeated: whether the page before it was refused.
    func answer(_ quality: CopyQuality, isRepeated: Bool) -> FacsimileControlField {
        if quality.lines == 0 || quality.longestBadRun > refuseRun { return .rtn }
        if !quality.isWhole, !isRepeated { return .rtn }
        if quality.badLines * 1000 > quality.lines * refusePerThousand { return .rtn }
        return quality.badLines * 1000 > quality.lines * retrainPerThousand ? .rtp : .mcf
    }
}

/// A page that was stored.
public struct ReceivedPage: Hashable, Sendable {
    /// What the far end was told of it.
    public enum Confirmation: Hashable, Sendable {
        /// It has been confirmed (MCF or RTP): the far end takes it for sent.
        case confirmed
        /// It has been refused (RTN, ERR): the far end sends it again, or has given up.
        case refused
        /// Nothing: the call broke off before, perhaps within the page.
        case none
    }

    /// The number that `.beginPage` gave it; rising in a call, with gaps where pages were discarded.
    public var index: Int
    /// How it was sent.
    public var parameters: SessionParameters
    /// How well it came through.
    public var quality: CopyQuality
    /// What the far end was told.
    public var confirmation: Confirmation
    /// Whether the far end said that another document follows, or the next page is of another kind (EOM).
    public var endsDocument: Bool
}
