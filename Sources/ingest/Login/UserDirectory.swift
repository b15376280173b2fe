import SMTP

/// Who may log in.
protocol UserDirectory: Sendable {
    /// Whether name and password of a login are right. Never on an event loop.
    ///
    /// - Throws: `LoginTrouble` when nobody can tell now.
    func admits(_ login: Login) async throws(LoginTrouble) -> Bool

    /// Reads anew what can change while the program runs.
    ///
    /// - Throws: `ConfigurationError`; what was stays in use then.
    func reload() throws
}

/// Why a login could not be checked: a sentence for the operator.
struct LoginTrouble: Error, Hashable {
    var reason: String
}
