public import FaxModel
public import Foundation

/// A document that has a name: the answer to `Query.publication`. It is kept as long as it has it.
public struct Publication: Codable, Hashable, Sendable {
    /// Octets in a name at the most.
    public static let longestName = 128

    /// The name.
    public var name: String
    /// The document.
    public var digest: String
    /// Its size in bytes.
    public var byteCount: Int
    /// When it was given the name.
    public var published: Date

    /// A document under a name.
    public init(name: String, digest: DocumentDigest, byteCount: Int, published: Date) {
        self.name = name
        self.digest = digest.description
        self.byteCount = byteCount
        self.published = published
    }

    /// The document; `nil` where the spool has answered with what is no digest.
    public var document: DocumentDigest? { DocumentDigest(digest) }
}
