import Crypto
public import FaxModel

/// A document on its way to the spool.
public struct NewDocument: Hashable, Sendable {
    /// The document's name: the SHA-256 digest of its bytes.
    public var digest: DocumentDigest
    /// The document.
    public var bytes: [UInt8]

    /// The document of these bytes; computes its digest.
    public init(_ bytes: [UInt8]) {
        self.digest = DocumentDigest(of: bytes)
        self.bytes = bytes
    }

    /// A document that says that its digest is `digest`. The spool checks.
    init(claiming digest: DocumentDigest, bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }
}

extension DocumentDigest {
    /// The digest of a document's bytes.
    public init(of bytes: [UInt8]) {
        var hash = DocumentHash()
        hash.update(bytes)
        self = hash.finish()
    }
}

/// Computes the digest of a document that comes in pieces.
public struct DocumentHash: Sendable {
    private var hash = SHA256()

    /// The hash of nothing yet.
    public init() {}

    /// Takes the next piece.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    /// The digest of all pieces so far.
    public func finish() -> DocumentDigest {
        guard let digest = DocumentDigest(bytes: hash.finalize()) else {
            preconditionFailure("SHA-256 gives 32 bytes (FIPS 180-4)")
        }
        return digest
    }
}
