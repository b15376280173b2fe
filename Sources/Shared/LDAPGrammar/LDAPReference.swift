import Foundation

/// Where another server says that a search goes on: an LDAP URL (RFC 4516) with what it changes of the search.
public struct LDAPReference: Hashable, Sendable {
    /// How much below the base is meant.
    public enum Scope: String, Sendable {
        case base
        case oneLevel = "one"
        case subtree = "sub"
    }

    /// The server.
    public var url: LDAPURL
    /// The new base; `nil` for that of the search.
    public var base: String?
    /// The new scope; `nil` for that of the search.
    public var scope: Scope?
    /// The new filter; `nil` for that of the search.
    public var filter: LDAPFilter?

    /// Reads the URL; `nil` where it is none, names no host, or has a critical extension (RFC 4516 §2).
    public init?(_ text: String) {
        guard let marker = text.range(of: "://") else { return nil }
        let end = text[marker.upperBound...].firstIndex(of: "/") ?? text.endIndex
        guard let url = LDAPURL(String(text[..<end])) else { return nil }
        self.url = url
        let parts = text[end...].dropFirst().split(separator: "?", omittingEmptySubsequences: false)
            .map { String($0).removingPercentEncoding }
        guard !parts.contains(nil) else { return nil }
        func part(_ index: Int) -> String? {
            guard index < parts.count, let part = parts[index], !part.isEmpty else { return nil }
            return part
        }
        base = part(0)
        if let word = part(2) {
            guard let scope = Scope(rawValue: word.lowercased()) else { return nil }
            self.scope = scope
        }
        if let text = part(3) {
            guard let template = try? LDAPFilterTemplate(text, placeholders: []), let filter = template.filter([:])
            else {
                return nil
            }
            self.filter = filter
        }
        if let extensions = part(4), extensions.split(separator: ",").contains(where: { $0.hasPrefix("!") }) {
            return nil
        }
    }
}
