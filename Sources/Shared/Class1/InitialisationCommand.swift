import FaxModel

/// A command of the initialisation, and what it means that a modem refuses it.
struct InitialisationCommand: Hashable {
    /// The command, without its CR.
    let text: String
    /// What says the same to a modem that does not know it.
    let alternative: String?
    /// Whether the modem can be used without it.
    let isOptional: Bool

    /// A command that the modem has to obey.
    init(_ text: String) {
        self.text = text
        alternative = nil
        isOptional = false
    }

    /// A command that is good to have, perhaps in other words.
    init(optional text: String, or alternative: String? = nil) {
        self.text = text
        self.alternative = alternative
        isOptional = true
    }

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
