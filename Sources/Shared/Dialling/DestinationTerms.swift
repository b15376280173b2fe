public import FaxModel

/// How faxes to a number are sent, whoever sends them: what the dial plan's rules say.
public struct DestinationTerms: Hashable, Sendable {
    /// The highest rate in bit/s; `nil` for what line and sender want.
    public var maximumRate: Int?
    /// Whether error correction may be used; `nil` for what line and sender want.
    public var errorCorrection: Bool?
    /// The densest coding that may be used; `nil` for what line and sender want.
    public var coding: CodingScheme?
    /// Whether pages have a header line; `nil` for what the sender wants.
    public var headerLine: Bool?
    /// What we call ourselves where the sender says nothing; `nil` for what the line is set to.
    public var stationID: String?

    /// These terms; none by default.
    public init(
        maximumRate: Int? = nil, errorCorrection: Bool? = nil, coding: CodingScheme? = nil, headerLine: Bool? = nil,
        stationID: String? = nil
    ) {
        self.maximumRate = maximumRate
        self.errorCorrection = errorCorrection
        self.coding = coding
        self.headerLine = headerLine
        self.stationID = stationID
    }

    /// What is left of what a sender asks for: nobody gets more than the operator allows, and who names a station id of his own keeps
    /// it.
    public func limit(_ asked: FaxOptions) -> FaxOptions {
        var options = asked
        if let maximumRate { options.maximumRate = min(maximumRate, asked.maximumRate ?? maximumRate) }
        if errorCorrection == false { options.errorCorrection = false }
        if let coding { options.coding = [coding, asked.coding ?? coding].min { $0.density < $1.density } }
        if headerLine == false { options.headerLine = .off }
        if options.stationID == nil { options.stationID = stationID }
        return options
    }
}

extension CodingScheme {
    /// Its place among the codings, the densest last.
    fileprivate var density: Int { upToHere.count }
}
