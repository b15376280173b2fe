public import FaxModel

/// What far ends are told of our number: `caller-id` of a rule in `dialling.rules`.
public enum CallerIDChoice: Hashable, Sendable, ConfigurationValue {
    /// What the exchange tells by itself.
    case shown
    /// Nothing.
    case suppressed
    /// This number, where the exchange permits it.
    case set(FaxNumber)

    public static var expectation: String { "shown, suppressed, or the number that is to be told" }

    public init?(configuration text: String) {
        switch text {
        case "shown": self = .shown
        case "suppressed": self = .suppressed
        default:
            guard let number = FaxNumber(text) else { return nil }
            self = .set(number)
        }
    }
}

/// What is dialled to have our number told otherwise: section `dialling.caller-id`. Each exchange has codes of its own.
public struct CallerIDSettings: Hashable, Sendable {
    /// What is dialled so that our number is not told; `nil` where that can't be had.
    public var suppressed: String?
    /// What is dialled before the number that is to be told, and behind it; `nil` where that can't be had.
    public var set: Frame?

    /// What is dialled around a number.
    public struct Frame: Hashable, Sendable {
        /// Before it.
        public var before: String
        /// Behind it.
        public var behind: String
    }

    /// Reads section `dialling.caller-id`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        suppressed = try section.optional("suppressed")
        if let suppressed, !Self.canBeDialled(suppressed) {
            throw section.error("suppressed", "'\(suppressed)' is not of 0-9 * # A-D , W T P ! @")
        }
        if let text: String = try section.optional("set") {
            let halves = text.split(separator: "{number}", omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2, halves.allSatisfy({ $0.isEmpty || Self.canBeDialled($0) }) else {
                throw section.error(
                    "set", "'\(text)' is not dial characters with one {number} among them, such as *77{number}#")
            }
            set = Frame(before: halves[0], behind: halves[1])
        }
        try section.finish()
    }

    private static func canBeDialled(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy(DialTemplate.dialCharacters.contains)
    }
}
