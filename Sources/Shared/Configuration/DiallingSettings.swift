public import FaxModel

/// How numbers are understood, which are never dialled, and which lines dial: section `dialling`.
public struct DiallingSettings: Sendable, Hashable {
    /// The group of lines that dials where no rule says another.
    public var lineGroup: Lane
    /// How long a fax waits for a line of its group before one of the next group may take it.
    public var fallbackAfter: Duration
    /// How numbers are dialled, and by which lines.
    public var rules: [DialRuleSettings]
    /// Numbers to which no fax goes.
    public var blocked: [BlockedNumbers]
    /// What is dialled to have our number told otherwise.
    public var callerID: CallerIDSettings
    /// Our country code, digits only; without one, only international numbers are taken.
    public var countryCode: String?
    /// Our area code, digits only, without a national prefix.
    public var areaCode: String?
    /// What is written before an international number in place of `+`.
    public var internationalPrefix: String
    /// What is written before an area code; may be empty.
    public var nationalPrefix: String
    /// Numbers of so many digits and fewer, without a prefix, are extensions of our own telephone system; 0 for none.
    public var extensionDigits: Int
    /// The beginnings of numbers at premium rates, of international ones with their `+`, of short ones as they are dialled: no mail may dial
    /// them.
    public var premiumPrefixes: [String]
    /// Emergency numbers as they are dialled: no mail may dial them.
    public var emergencyNumbers: [String]

    /// Reads section `dialling`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        lineGroup = Lane(rawValue: try section.value("line-group", default: Lane.default.rawValue))
        guard !lineGroup.rawValue.isEmpty else { throw section.error("line-group", "is empty") }
        fallbackAfter = try section.time("fallback-after", default: .seconds(60))
        callerID = try CallerIDSettings(section.section("caller-id"))
        (rules, blocked) = ([], [])
        for item in try section.sections("rules") {
            let rule = try DialRuleSettings(item, callerID)
            guard !rules.contains(where: { $0.name == rule.name }) else {
                throw item.error("name", "'\(rule.name)' stands twice")
            }
            rules.append(rule)
        }
        for item in try section.sections("blocked") { blocked.append(try BlockedNumbers(item)) }
        countryCode = try Self.digits(section.optional("country-code"), "country-code", section)
        areaCode = try Self.digits(section.optional("area-code"), "area-code", section)
        guard areaCode == nil || countryCode != nil else {
            throw section.error("area-code", "is no use without country-code")
        }
        internationalPrefix = try section.value("international-prefix", default: "00")
        nationalPrefix = try section.value("national-prefix", default: "0")
        for (key, prefix) in [("international-prefix", internationalPrefix), ("national-prefix", nationalPrefix)]
        where !prefix.isEmpty { _ = try Self.digits(prefix, key, section) }
        if let areaCode, nationalPrefix.hasPrefix("0") || countryCode == "1", !nationalPrefix.isEmpty,
            areaCode.hasPrefix(nationalPrefix)
        {
            throw section.error(
                "area-code",
                "'\(areaCode)' begins with national-prefix '\(nationalPrefix)', without which an area code is written here"
            )
        }
        extensionDigits = try section.value("extension-digits", in: 0...10, default: 0)
        let prefixes = [nationalPrefix, internationalPrefix].filter { !$0.isEmpty }
        // A short number that begins like a prefix is none in that country.
        premiumPrefixes = try section.list(
            "premium-prefixes", default: Self.premiumPrefixes.filter { !prefixes.contains(where: $0.hasPrefix) })
        for prefix in premiumPrefixes where FaxNumber(prefix)?.digits != prefix {
            throw section.error("premium-prefixes", "'\(prefix)' is neither + and digits nor digits")
        }
        for prefix in premiumPrefixes where prefixes.contains(where: prefix.hasPrefix) {
            throw section.error(
                "premium-prefixes",
                "'\(prefix)' begins with a prefix; write + and the country code (short numbers alone are written as they are dialled)"
            )
        }
        emergencyNumbers = try section.list("emergency-numbers", default: Self.emergencyNumbers)
        for number in emergencyNumbers { _ = try Self.digits(number, "emergency-numbers", section) }
        for (key, patterns) in [
            ("rules", rules.flatMap(\.numbers)), ("blocked", blocked.flatMap { $0.numbers + $0.except }),
        ] where countryCode == nil {
            guard let pattern = patterns.first(where: \.needsCountryCode) else { continue }
            throw section.error(key, "\(pattern) needs dialling.country-code, which says where we are")
        }
        try section.finish()
    }

    private static func digits(
        _ text: String?, _ key: String, _ section: ConfigurationSection
    ) throws(ConfigurationError) -> String? {
        guard let text else { return nil }
        guard !text.isEmpty, text.allSatisfy({ ("0"..."9").contains($0) }) else {
            throw section.error(key, "'\(text)' is not digits only")
        }
        return text
    }

    /// Services at premium rates by the countries' numbering plans, the international one (E.169.2), and ranges that are known
    /// for fraud because whoever is called earns by it.
    private static let premiumPrefixes = [
        "+979", "+1900", "+31900", "+31906", "+31909", "+3290", "+3389", "+34803", "+34806", "+34807",
        "+34905", "+352900", "+352901", "+352905", "+358600", "+358700", "+3690", "+39144", "+39166", "+39892",
        "+39894",
        "+39895", "+39899", "+41900", "+41901", "+41906", "+420900", "+420906", "+420909", "+43900", "+43901", "+43930",
        "+43931", "+43939", "+4470", "+44871", "+44872", "+44873", "+4490", "+4491", "+4498", "+4590", "+46900",
        "+46939",
        "+46944", "+47820", "+47829", "+4870", "+49118", "+49137", "+49190", "+49900", "+61190", "+64900", "118",
    ]

    private static let emergencyNumbers = [
        "000", "110", "111", "112", "113", "115", "117", "118", "119", "122", "144", "911", "999",
    ]
}
