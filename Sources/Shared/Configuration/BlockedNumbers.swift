public import FaxModel

/// Numbers to which no fax goes, whoever sends it: an item of `dialling.blocked`.
public struct BlockedNumbers: Sendable, Hashable {
    /// The numbers.
    public var numbers: [NumberPattern]
    /// Those among them to which faxes go all the same.
    public var except: [NumberPattern]
    /// What senders are told, a sentence; `nil` for no more than that nothing is sent there.
    public var because: String?

    /// These numbers.
    public init(numbers: [NumberPattern], except: [NumberPattern] = [], because: String? = nil) {
        self.numbers = numbers
        self.except = except
        self.because = because
    }

    /// Reads one item of `dialling.blocked`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init(
            numbers: try section.list("to"), except: try section.condition("except"),
            because: try section.optional("because"))
        guard !numbers.isEmpty else { throw section.error("to", "names no numbers") }
        // RFC 5321 §4.2: what a reply says is ASCII.
        if let because, because.isEmpty || !because.unicodeScalars.allSatisfy({ (32...126).contains($0.value) }) {
            throw section.error("because", "is no sentence on one line in ASCII: it goes into SMTP replies")
        }
        try section.finish()
    }

    /// What whoever wants to fax to `number` is told; `nil` where it is none of these.
    ///
    /// - Parameter name: what he has called it; `nil` for the number.
    public func sentence(for number: FaxNumber, called name: String? = nil, countryCode: String?) -> String? {
        let isAmong = { (patterns: [NumberPattern]) in
            patterns.contains { $0.contains(number, countryCode: countryCode) }
        }
        guard isAmong(numbers), !isAmong(except) else { return nil }
        return because ?? "No faxes are sent to \(name ?? number.description)."
    }
}

extension DiallingSettings {
    /// What whoever wants to fax to `number` is told where it is blocked; `nil` where it is not.
    ///
    /// - Parameter name: what he has called it; `nil` for the number.
    public func blocks(_ number: FaxNumber, called name: String? = nil) -> String? {
        blocked.lazy.compactMap { $0.sentence(for: number, called: name, countryCode: countryCode) }.first
    }
}
