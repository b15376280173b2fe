internal import Glibc

/// Why the exchange could not be set up.
struct LinesimError: Error, CustomStringConvertible, Equatable {
    /// What was being made.
    enum Code: Equatable, Sendable {
        case pseudoTerminal
        case link
        case modem
        case recording
        case pipe
    }

    /// What was being made.
    let code: Code
    /// What happened, for a person.
    let description: String

    /// A failure with the system's reason behind it.
    init(_ code: Code, _ what: String, errno: Int32? = nil) {
        self.code = code
        description = errno.map { "\(what): \(String(cString: strerror($0)))" } ?? what
    }
}
