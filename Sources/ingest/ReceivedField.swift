import FaxModel
import Foundation
import NIOCore
import SMTP

/// The trace field that is put before each mail (RFC 5321 §4.4), so that loops and detours can be seen.
enum ReceivedField {
    /// Octets of a recipient that is named; a line has 998 at the most (RFC 5322 §2.1.1).
    private static let longestPath = 900

    /// The field, folded, with its CR LF.
    ///
    /// It names the protocol (RFC 3848, RFC 6531 §4.3) and the version of TLS; and the recipient only where there is one: the others would learn of each other (RFC 5321 §7.2).
    static func text(order: OrderID, envelope: MailEnvelope, client: String, hostname: String, time: Date) -> String {
        let literal = client.contains(":") ? "[IPv6:\(client)]" : client == "local" ? client : "[\(client)]"
        let name = String(String.UnicodeScalarView(envelope.hello.name.unicodeScalars.map(replaced)))
        let encryption = envelope.encryption.map { " (\($0))" } ?? ""
        let path = envelope.recipients.count == 1 ? "\(envelope.recipients[0])" : ""
        let recipient = path.isEmpty || path.utf8.count > longestPath ? "" : "\r\n\tfor <\(path)>"
        return """
            Received: from \(name) (\(literal))\r
            \tby \(hostname) (Faxpost) with \(envelope.protocolName)\(encryption)\r
            \tid \(order)\(recipient); \(MailDate(time))\r\n
            """
    }

    /// What names the server in the value of such a field of ours; `nil` in one of somebody else's.
    static func server(_ value: String) -> String? {
        value.firstMatch(of: #/\sby\s+(\S+)\s+\(Faxpost\)/#)?.1.lowercased()
    }

    /// What could end the name and begin a comment or another clause becomes `?`.
    private static func replaced(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", ":", "[", "]": scalar
        default: "?"
        }
    }
}
