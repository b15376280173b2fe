public import Configuration
import FaxAnswers
public import LDAPGrammar

/// What is known of who wants to fax.
public struct SenderFacts: Hashable, Sendable {
    /// The client's IP address.
    public var client: String
    /// The name of the listener that it has connected to.
    public var listener: String
    /// The user as whom it has authenticated; `nil` where it has not.
    public var user: String?
    /// The reverse path, without angle brackets; empty for the null reverse path.
    public var address: String
    /// The sender's groups in the directory; `nil` as long as nobody has asked.
    public var groups: Set<DistinguishedName>?
    /// What a trusted front server has found for the domain of the reverse path; `nil` as long as that can't be known: it stands
    /// in the mail.
    public var verified: Set<AuthenticationMethod>?

    /// A sender of whom no groups are known yet.
    public init(
        client: String, listener: String, user: String?, address: String, groups: Set<DistinguishedName>? = nil,
        verified: Set<AuthenticationMethod>? = []
    ) {
        self.client = client
        self.listener = listener
        self.user = user
        self.address = address
        self.groups = groups
        self.verified = verified
    }

    /// Under what pages that a rule lets pass are counted: its name, and the user, or where nobody has authenticated the address behind the
    /// reverse path, which a server may sign anew for each mail. (A rule's name has one line.)
    func account(under rule: String) -> String {
        "\(rule)\n\(user.map { "user \($0.lowercased())" } ?? "<\(SenderAddress(address).text)>")"
    }
}
