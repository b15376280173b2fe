/// The first frame of every message: `FX`, the protocol's version, the kind of message, and the request's number.
public struct Envelope: Hashable, Sendable {
    /// Bytes of a frame at the most; the spool closes the connection of whoever sends a larger one.
    public static let largestFrame = 64 << 20

    /// The version that this build speaks. A spool refuses every other one.
    static let version: UInt8 = 2
    static let byteCount = 12
    private static let magic: [UInt8] = [0x46, 0x58]

    var version: UInt8
    var kind: UInt8
    /// Chosen by the client, from 1; the answer carries it. 0 in what the spool sends unasked.
    var request: UInt64

    var frame: [UInt8] {
        var writer = WireWriter(capacity: Self.byteCount)
        writer.integer(Self.magic[0])
        writer.integer(Self.magic[1])
        writer.integer(version)
        writer.integer(kind)
        writer.integer(request)
        return writer.bytes
    }

    init(kind: UInt8, request: UInt64) {
        self.version = Self.version
        self.kind = kind
        self.request = request
    }

    init(frame: [UInt8]) throws(WireError) {
        guard frame.count == Self.byteCount, frame.starts(with: Self.magic) else {
            throw WireError("the first frame is no Faxpost envelope")
        }
        var reader = WireReader(frame, from: Self.magic.count)
        version = try reader.integer("version")
        kind = try reader.integer("kind")
        request = try reader.integer("request")
    }
}
