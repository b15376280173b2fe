internal import CLDAP

/// Why the directory did not do what it was asked.
public struct LDAPError: Error, Hashable, Sendable {
    /// What was being done.
    public enum Operation: String, Sendable {
        case connect, startTLS, bind, search
    }

    /// What the operation ended with.
    public var code: LDAPResultCode
    /// What was being done.
    public var operation: Operation
    /// The server that was asked.
    public var server: String
    /// What the server, or the library, says besides; `nil` where it says nothing.
    public var diagnostic: String?

    /// An operation that ended with `code`.
    public init(code: LDAPResultCode, operation: Operation, server: String, diagnostic: String? = nil) {
        self.code = code
        self.operation = operation
        self.server = server
        self.diagnostic = diagnostic
    }

    /// What happened, as a sentence for the operator and for a job's history.
    public var sentence: String {
        let reason = diagnostic.map { "\(meaning): \($0)" } ?? meaning
        return switch operation {
        case .connect: "The directory \(server) can't be reached (\(reason))."
        case .startTLS: "The directory \(server) and we could not agree on TLS (\(reason))."
        case .bind: "The directory \(server) did not let us in (\(reason))."
        case .search where code == .endlessAnswer:
            "The directory \(server) sends without end, and was given up (\(diagnostic ?? meaning))."
        case .search: "The directory \(server) did not answer the search (\(reason))."
        }
    }

    /// libldap's own words for the code.
    private var meaning: String {
        String(cString: ldap_err2string(code.rawValue))
    }
}

extension LDAPError: CustomStringConvertible {
    public var description: String { "\(sentence) [\(code.rawValue)]" }
}
