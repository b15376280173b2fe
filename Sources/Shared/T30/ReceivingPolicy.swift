public import FaxModel

/// What our own station offers and insists on when it receives.
public struct ReceivingPolicy: Hashable, Sendable {
    /// What our station calls itself (CSI or CIG); `nil` sends none.
    public var stationID: StationID?
    /// Whether error correction (T.30 Annex A) is offered.
    public var errorCorrection: Bool
    /// The codings that are offered; MH is, whatever is said here.
    public var codings: Set<CodingScheme>
    /// The modulations that our modem receives and our operator allows. V.27ter at 2400 bit/s is always offered: a DIS
    /// can't leave it out.
    public var modulations: Set<Modulation>
    /// The resolutions that are offered; standard is, whatever is said here. Of those that a DIS names by two bits (fine,
    /// hyperfine, 200 and 400 dots an inch), more may be offered than these: see `Capabilities.resolutions`.
    public var resolutions: Set<PageResolution>
    /// The widest page that is offered.
    public var maximumWidth: PageWidth
    /// The password (SID, T.30 §5.3.6.1.3, or PWD) that a caller must give; `nil` for none.
    public var password: StationID?
    /// When a page without error correction is not taken, or training is asked for.
    public var quality: CopyQualityLimits
    /// How long the zeros of a training check must come without a break, in milliseconds, of the 1500 ms ± 10 % that are sent.
    public var trainingCheck: Int
    /// How often a command of ours (DTC) is sent until it counts as unanswered: 3 (T.30 §5.4).
    public var tries: Int
    /// How many pages in a row are refused (RTN) until the call is given up.
    public var refusals: Int
    /// How long a page may take until it is confirmed, in milliseconds, as in `SendingPolicy.pageTime`.
    public var pageTime: Int

    /// A policy; everything is offered by default.
    public init(
        stationID: StationID? = nil, errorCorrection: Bool = true, codings: Set<CodingScheme> = [.mh, .mr, .mmr],
        modulations: Set<Modulation> = Set(Modulation.allCases),
        resolutions: Set<PageResolution> = Set(PageResolution.allCases), maximumWidth: PageWidth = .a3,
        password: StationID? = nil, quality: CopyQualityLimits = CopyQualityLimits(), trainingCheck: Int = 1000,
        tries: Int = 3, refusals: Int = 5, pageTime: Int = 60 * 60 * 1000
    ) {
        self.stationID = stationID
        self.errorCorrection = errorCorrection
        self.codings = codings
        self.modulations = modulations
        self.resolutions = resolutions
        self.maximumWidth = maximumWidth
        self.password = password
        self.quality = quality
        self.trainingCheck = trainingCheck
        self.tries = tries
        self.refusals = refusals
        self.pageTime = pageTime
    }
}
