import Foundation

/// A login while it goes on (RFC 4954 §4): what the client's next line, in base64, has to be.
enum LoginExchange: Hashable {
    /// PLAIN: identities and password in one (RFC 4616 §2).
    case plain
    /// LOGIN: the name. (No RFC has this mechanism; draft-murchison-sasl-login-00 says how it is.)
    case loginName
    /// LOGIN: the password of this user.
    case loginPassword(user: String)

    /// What a line of the client brings about.
    enum Step: Hashable {
        /// Ask for this.
        case challenge(String, LoginExchange)
        /// Check this.
        case check(Login)
        /// Cancelled, malformed, or a login that can't be right.
        case refused(Reply)
    }

    /// How a mechanism begins; `nil` for one that is not offered.
    static func begin(_ mechanism: String) -> LoginExchange? {
        switch mechanism {
        case "PLAIN": .plain
        case "LOGIN": .loginName
        default: nil
        }
    }

    /// What the client is asked for, in base64.
    var challenge: String {
        switch self {
        case .plain: ""
        case .loginName: Data("Username:".utf8).base64EncodedString()
        case .loginPassword: Data("Password:".utf8).base64EncodedString()
        }
    }

    /// Takes a line. `*` cancels.
    func take(line: String) -> Step {
        guard line != "*" else { return .refused(.loginCancelled) }
        guard let octets = Data(base64Encoded: line) else { return .refused(.loginMalformed) }
        switch self {
        case .plain: return Self.plain(octets)
        case .loginName:
            guard let user = Self.text(octets) else { return .refused(.loginFailed) }
            let next = LoginExchange.loginPassword(user: user)
            return .challenge(next.challenge, next)
        case .loginPassword(let user):
            guard let password = Self.text(octets) else { return .refused(.loginFailed) }
            return .check(Login(user: user, password: password))
        }
    }

    /// RFC 4616 §2: authorization identity, NUL, authentication identity, NUL, password. Nobody acts for somebody else here: the
    /// first is empty or the same as the second.
    private static func plain(_ octets: Data) -> Step {
        let parts = octets.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return .refused(.loginMalformed) }
        guard let user = text(parts[1]), let password = text(parts[2]), parts[0].isEmpty || parts[0] == parts[1] else {
            return .refused(.loginFailed)
        }
        return .check(Login(user: user, password: password))
    }

    /// A name or password: UTF-8 of 1 to 255 octets without NUL (RFC 4616 §2). An empty password is never asked about: to a
    /// directory it would mean a bind of nobody (RFC 4513 §5.1.2).
    private static func text(_ octets: Data) -> String? {
        guard (1...255).contains(octets.count), !octets.contains(0) else { return nil }
        return String(validating: octets, as: UTF8.self)
    }
}
