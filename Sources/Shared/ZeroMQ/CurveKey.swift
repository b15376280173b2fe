internal import CZeroMQ

/// A key of CurveZMQ (RFC 26 of ZeroMQ), public or secret: 32 octets, which people write as 40 characters of Z85
/// (RFC 32 of ZeroMQ).
public struct CurveKey: Hashable, Sendable {
    /// The 32 octets.
    let bytes: [UInt8]

    /// The key of these octets; `nil` when they are not 32.
    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads 40 characters of Z85; `nil` when they are none.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        guard text.utf8.count == Self.textLength, zmq_z85_decode(&bytes, text) != nil else { return nil }
        self.bytes = bytes
    }

    /// The 40 characters of Z85.
    public var text: String {
        var text = [CChar](repeating: 0, count: Self.textLength + 1)
        zmq_z85_encode(&text, bytes, bytes.count)
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private static let byteCount = 32
    private static let textLength = 40
}

/// A secret key and the public key that belongs to it. Its description shows the public one only.
public struct CurveKeyPair: Hashable, Sendable, CustomStringConvertible {
    /// What others may know.
    public let publicKey: CurveKey
    /// What nobody else may know.
    public let secretKey: CurveKey

    /// A new pair.
    ///
    /// - Throws: when libzmq was built without CURVE.
    public static func make() throws(ZeroMQError) -> CurveKeyPair {
        var publicText = [CChar](repeating: 0, count: 41)
        var secretText = [CChar](repeating: 0, count: 41)
        guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw ZeroMQError("making a key pair") }
        guard let pair = CurveKey(String(decoding: secretText.dropLast().map(UInt8.init), as: UTF8.self)) else {
            preconditionFailure("libzmq's own keys are keys")
        }
        return try CurveKeyPair(secretKey: pair)
    }

    /// The pair of a secret key.
    ///
    /// - Throws: when libzmq was built without CURVE.
    public init(secretKey: CurveKey) throws(ZeroMQError) {
        var text = [CChar](repeating: 0, count: 41)
        guard zmq_curve_public(&text, secretKey.text) == 0 else { throw ZeroMQError("deriving a public key") }
        guard let key = CurveKey(String(decoding: text.dropLast().map(UInt8.init), as: UTF8.self)) else {
            preconditionFailure("libzmq's own keys are keys")
        }
        publicKey = key
        self.secretKey = secretKey
    }

    public var description: String { "key pair of \(publicKey.text)" }
}

extension ZeroMQSocket {
    /// Lets only clients in that prove by their keys who they are, and whom the context's `KeyGuard` admits. Before `bind`.
    ///
    /// - Throws: `ZeroMQError`.
    public func serveSecurely(as pair: CurveKeyPair) throws(ZeroMQError) {
        checkOwner()
        let domain = Array("faxpost".utf8)
        guard czmq_set_int(handle, ZMQ_CURVE_SERVER, 1) == 0,
            zmq_setsockopt(handle, ZMQ_CURVE_SECRETKEY, pair.secretKey.bytes, pair.secretKey.bytes.count) == 0,
            zmq_setsockopt(handle, ZMQ_ZAP_DOMAIN, domain, domain.count) == 0
        else { throw ZeroMQError("setting the keys of a socket") }
    }

    /// Connects only to whom has `server`'s secret key, and proves that it has that of `pair`. Before `connect`.
    ///
    /// - Throws: `ZeroMQError`.
    public func connectSecurely(to server: CurveKey, as pair: CurveKeyPair) throws(ZeroMQError) {
        checkOwner()
        guard zmq_setsockopt(handle, ZMQ_CURVE_SERVERKEY, server.bytes, server.bytes.count) == 0,
            zmq_setsockopt(handle, ZMQ_CURVE_PUBLICKEY, pair.publicKey.bytes, pair.publicKey.bytes.count) == 0,
            zmq_setsockopt(handle, ZMQ_CURVE_SECRETKEY, pair.secretKey.bytes, pair.secretKey.bytes.count) == 0
        else { throw ZeroMQError("setting the keys of a socket") }
    }
}
