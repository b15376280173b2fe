public import FaxModel

/// How some numbers are dialled, and how faxes to them are sent: an item of `dialling.rules`. What it does not say, a less exact
/// rule says, or nobody does.
public struct DialRuleSettings: Sendable, Hashable {
    /// What the operator calls it.
    public var name: String
    /// The numbers that it is about.
    public var numbers: [NumberPattern]
    /// The groups of lines that it is about; empty for all. Which lines dial, such a rule can't say.
    public var over: [Lane]
    /// The groups of lines that dial, the one that is to be tried first before the others; empty where it does not say.
    public var lineGroups: [Lane]
    /// What is dialled.
    public var dial: DialTemplate?
    /// What the far end is told of our number.
    public var callerID: CallerIDChoice?
    /// The highest rate in bit/s.
    public var maximumRate: Int?
    /// Whether error correction may be used.
    public var errorCorrection: Bool?
    /// The densest coding that may be used.
    public var coding: CodingScheme?
    /// Whether pages have a header line.
    public var headerLine: Bool?
    /// What we call ourselves to the far end (TSI) and on the header line.
    public var stationID: String?

    /// A rule that says nothing of these numbers.
    public init(name: String, numbers: [NumberPattern]) {
        self.name = name
        self.numbers = numbers
        over = []
        lineGroups = []
    }

    /// Reads one item of `dialling.rules`.
    ///
    /// - Parameter codes: what is dialled for other caller ids.
    init(_ section: ConfigurationSection, _ codes: CallerIDSettings) throws(ConfigurationError) {
        self.init(name: try section.value("name"), numbers: try section.list("to"))
        guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
            throw section.error("name", "is no name of 1 to 100 characters")
        }
        guard !numbers.isEmpty else { throw section.error("to", "names no numbers") }
        over = try Self.lanes("over", section)
        lineGroups = try Self.lanes("line-groups", section)
        guard over.isEmpty || lineGroups.isEmpty else {
            throw section.error("line-groups", "can't be said by a rule that is about the lines of groups (over)")
        }
        dial = try section.optional("dial")
        callerID = try section.optional("caller-id")
        switch callerID {
        case .suppressed? where codes.suppressed == nil:
            throw section.error("caller-id", "needs dialling.caller-id.suppressed, which says what is dialled for it")
        case .set? where codes.set == nil:
            throw section.error("caller-id", "needs dialling.caller-id.set, which says what is dialled for it")
        case .suppressed, .set, .shown, nil: break
        }
        maximumRate = try section.optionalRate("maximum-rate")
        errorCorrection = try section.optional("error-correction")
        coding = try section.optional("coding")
        headerLine = try section.optional("header-line")
        stationID = try section.optional("station-id")
        if let stationID, stationID.utf8.count > 20 || !stationID.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            throw section.error("station-id", "'\(stationID)' is not up to 20 characters of ASCII")
        }
        try section.finish()
    }

    private static func lanes(
        _ key: String, _ section: ConfigurationSection
    ) throws(ConfigurationError) -> [Lane] {
        let names: [String] = try section.condition(key)
        guard Set(names).count == names.count, !names.contains("") else {
            throw section.error(key, "names a group twice, or one without a name")
        }
        return names.map(Lane.init(rawValue:))
    }
}
