import FaxModel

/// A command of the initialisation, and what it means that a modem refuses it.
struct InitialisationCommand: Hashable {
    /// The command, without its CR.
    let text: String
    /// What says the same to a modem that does not know it.
    private let alternative: String?
    /// Whether the modem can be used without it.
    let isOptional: Bool
    /// What the modem has refused before.
    private var refused: String?

    /// A command that the modem has to obey, perhaps in other words.
    init(_ text: String, or alternative: String? = nil) {
        self.text = text
        self.alternative = alternative
        isOptional = false
    }

    /// A command that is good to have, perhaps in other words.
    init(optional text: String, or alternative: String? = nil) {
        self.text = text
        self.alternative = alternative
        isOptional = true
    }

    /// The command in other words, for a modem that has refused it; `nil` where there are none.
    var other: InitialisationCommand? {
        guard let alternative else { return nil }
        var other = isOptional ? InitialisationCommand(optional: alternative) : InitialisationCommand(alternative)
        other.refused = text
        return other
    }

    /// What the modem has refused when it refuses this, as a sentence.
    var refusal: String { "The modem refuses \(refused.map { "\($0) and " } ?? "")\(text)." }

    /// Whether it makes the modem a fax modem.
    var choosesClass: Bool { text.hasPrefix("AT+FCLASS=") }

    /// Class 1 (TIA-578), or what T.31 calls Class 1.0: what both have in common is enough.
    static let fax = InitialisationCommand("AT+FCLASS=1", or: "AT+FCLASS=1.0")
    /// Adaptive reception (T.31 §8.5); not every modem has it.
    static let adaptation = InitialisationCommand(optional: "AT+FAR=1")
}

extension FlowControl {
    /// Has the modem hold the computer back, and be held back, in this way (V.250 §6.2.12): by +IFC, or by &K, which
    /// others have.
    var command: InitialisationCommand {
        switch self {
        case .hardware: InitialisationCommand(optional: "AT+IFC=2,2", or: "AT&K3")
        case .software: InitialisationCommand(optional: "AT+IFC=0,1", or: "AT&K4")
        case .none: InitialisationCommand(optional: "AT+IFC=0,0", or: "AT&K0")
        }
    }
}
