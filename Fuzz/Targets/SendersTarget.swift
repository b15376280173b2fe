import Configuration
import FaxPolicy
import LDAPGrammar

extension FuzzTarget {
    /// What says who a sender is: fields that a mail server has written into a mail, or the sender himself, and names of groups.
    static let senders = FuzzTarget("senders") { input in
        let text = String(decoding: input, as: UTF8.self)
        if let results = AuthenticationResults(text) {
            let verified = AuthenticationResults.verified([text], by: [results.server], for: "jane@example.com")
            try FuzzFinding.unless(
                verified.isEmpty || results.results.contains { $0.result == "pass" },
                "something is proved by a field that says pass nowhere")
            try FuzzFinding.unless(
                AuthenticationResults.verified([text], by: [], for: "jane@example.com").isEmpty,
                "a server is believed that nobody trusts")
        }
        // A server writes down what somebody calls himself, in quotes (RFC 5321 §4.1.2): whatever that is, it proves nothing.
        let printable = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let quoted = printable.reduce(into: "".unicodeScalars) { written, scalar in
            if scalar == "\"" || scalar == "\\" { written.append("\\") }
            written.append(scalar)
        }
        let field = "mx; spf=fail smtp.mailfrom=\"\(String(quoted))\"@evil.example"
        try FuzzFinding.unless(
            AuthenticationResults.verified([field], by: ["mx"], for: "jane@example.com").isEmpty,
            "a sender's name proves that he is another one")
        if let name = DistinguishedName(text) {
            try FuzzFinding.unless(name.isWithin(name), "a name is not within itself")
        }
        if let pattern = AddressPattern(configuration: text) {
            try FuzzFinding.unless(!pattern.contains("") || text == "<>", "a pattern of addresses matches none")
        }
    }
}
