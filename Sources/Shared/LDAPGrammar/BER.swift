/// Writes the Basic Encoding Rules (X.690) as LDAP restricts them (RFC 4511 §5.1): definite lengths, for the values of controls.
public struct BERWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer.
    public init() {}

    /// An element of this tag.
    public mutating func element(_ tag: UInt8, _ content: [UInt8]) {
        bytes.append(tag)
        if content.count < 0x80 {
            bytes.append(UInt8(content.count))
        } else {
            var octets: [UInt8] = []
            var rest = content.count
            while rest > 0 {
                octets.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            bytes.append(0x80 | UInt8(octets.count))
            bytes += octets
        }
        bytes += content
    }

    /// An INTEGER, or with tag 0x0A an ENUMERATED.
    public mutating func integer(_ value: Int, tag: UInt8 = BERTag.integer) {
        var octets: [UInt8] = [UInt8(truncatingIfNeeded: value)]
        var rest = value >> 8
        // The shortest form whose first bit is the sign.
        while rest != (octets[0] & 0x80 == 0 ? 0 : -1) {
            octets.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        element(tag, octets)
    }

    /// A BOOLEAN.
    public mutating func boolean(_ value: Bool) {
        element(BERTag.boolean, [value ? 0xFF : 0])
    }

    /// A SEQUENCE of what `body` writes.
    public mutating func sequence(_ body: (inout BERWriter) -> Void) {
        var inner = BERWriter()
        body(&inner)
        element(BERTag.sequence, inner.bytes)
    }
}

/// The universal tags that LDAP's controls use (X.690 §8).
public enum BERTag {
    public static let boolean: UInt8 = 0x01
    public static let integer: UInt8 = 0x02
    public static let octetString: UInt8 = 0x04
    public static let enumerated: UInt8 = 0x0A
    public static let sequence: UInt8 = 0x30
    public static let set: UInt8 = 0x31
}

/// Reads elements one after another. What is cut off, or longer than what holds it, ends the reading.
public struct BERReader: Sendable {
    private var rest: ArraySlice<UInt8>

    /// A reader of these octets.
    public init(_ bytes: some Collection<UInt8>) {
        rest = Array(bytes)[...]
    }

    /// The tag of the next element; `nil` at the end.
    public var nextTag: UInt8? { rest.first }

    /// The content of the next element; `nil` where it has another tag, or can't be read.
    public mutating func element(_ tag: UInt8) -> [UInt8]? {
        guard rest.first == tag, let content = next()?.content else { return nil }
        return content
    }

    /// The next element, whatever it is; `nil` at the end, and where it can't be read.
    public mutating func next() -> (tag: UInt8, content: [UInt8])? {
        var reading = rest
        guard let tag = reading.popFirst(), let first = reading.popFirst() else { return nil }
        var length = Int(first)
        if first & 0x80 != 0 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), reading.count >= count else { return nil }
            length = reading.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            reading = reading.dropFirst(count)
        }
        guard length <= reading.count else { return nil }
        let content = Array(reading.prefix(length))
        rest = reading.dropFirst(length)
        return (tag, content)
    }

    /// An INTEGER, or with tag 0x0A an ENUMERATED, of up to 8 octets.
    public mutating func integer(tag: UInt8 = BERTag.integer) -> Int? {
        guard let octets = element(tag), (1...8).contains(octets.count) else { return nil }
        let sign = octets[0] & 0x80 == 0 ? 0 : -1
        return octets.reduce(sign) { $0 << 8 | Int($1) }
    }

    /// A BOOLEAN.
    public mutating func boolean() -> Bool? {
        element(BERTag.boolean).flatMap { $0.count == 1 ? $0[0] != 0 : nil }
    }

    /// What is in a SEQUENCE, or in a constructed element of another tag.
    public mutating func sequence(tag: UInt8 = BERTag.sequence) -> BERReader? {
        element(tag).map { BERReader($0) }
    }
}
