import Foundation

/// A login of a client while it goes on (RFC 4954 §4): what its next line is.
enum ClientLogin: Hashable {
    /// PLAIN was sent with all that it needs (RFC 4616 §2).
    case plain
    /// LOGIN: the server asks for the name.
    case name
    /// LOGIN: the server asks for the password.
    case password
    /// LOGIN: all was sent.
    case sent

    /// How a login begins, by what the server offers; `nil` where that is nothing that we know.
    static func begin(
        _ credentials: SMTPClientSettings.Credentials, offered: [String]
    ) -> (line: String, state: ClientLogin)? {
        if offered.contains("PLAIN") {
            return ("AUTH PLAIN \(base64("\0\(credentials.user)\0\(credentials.password)"))\r\n", .plain)
        }
        return offered.contains("LOGIN") ? ("AUTH LOGIN\r\n", .name) : nil
    }

    /// The line that answers a challenge, and what comes after it; `nil` where no challenge has a place.
    func answer(_ credentials: SMTPClientSettings.Credentials) -> (line: String, state: ClientLogin)? {
        switch self {
        case .name: (Self.base64(credentials.user) + "\r\n", .password)
        case .password: (Self.base64(credentials.password) + "\r\n", .sent)
        case .plain, .sent: nil
        }
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
