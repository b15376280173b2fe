public import FaxModel

/// A document that is to have a name.
public struct PublishedDocument: Hashable, Sendable {
    /// The document, which the spool has.
    public var digest: DocumentDigest
    /// Its size in bytes.
    public var byteCount: Int

    /// The document of this digest and size.
    public init(digest: DocumentDigest, byteCount: Int) {
        self.digest = digest
        self.byteCount = byteCount
    }
}
