import FaxModel
import Foundation

/// A message that can't be read: which field, and why. The spool answers it with `malformed` and lives on.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and where.
    public var description: String

    /// Something wrong, in words.
    init(_ description: String) {
        self.description = description
    }
}

/// Reads the fields of a message that `WireWriter` wrote; every length is checked against what is there.
struct WireReader {
    private let bytes: [UInt8]
    private var position: Int

    /// A reader of `bytes` that begins at `position`.
    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    mutating func integer<Value: FixedWidthInteger>(_ field: StaticString) throws(WireError) -> Value {
        let size = MemoryLayout<Value>.size
        guard bytes.count - position >= size else { throw WireError("\(field) is cut off") }
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Value.self) }
        position += size
        return Value(littleEndian: value)
    }

    mutating func data(_ field: StaticString) throws(WireError) -> [UInt8] {
        let count = Int(try integer(field) as UInt32)
        guard bytes.count - position >= count else { throw WireError("\(field) is cut off") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func text(_ field: StaticString) throws(WireError) -> String {
        let count = Int(try integer(field) as UInt32)
        guard bytes.count - position >= count else { throw WireError("\(field) is cut off") }
        defer { position += count }
        guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
            throw WireError("\(field) is not UTF-8")
        }
        return text
    }

    /// Seconds since 1970 that a time may have: up to the end of year 9999, so that it can be counted and written anywhere.
    static let times: Range<TimeInterval> = 0..<253_402_300_800

    mutating func date(_ field: StaticString) throws(WireError) -> Date {
        let seconds = Double(try integer(field) as Int64) / 1000
        guard Self.times.contains(seconds) else { throw WireError("\(field) is no time between 1970 and 9999") }
        return Date(timeIntervalSince1970: seconds)
    }

    mutating func digest(_ field: StaticString) throws(WireError) -> DocumentDigest {
        let end = position + DocumentDigest.byteCount
        guard end <= bytes.count, let digest = DocumentDigest(bytes: bytes[position..<end]) else {
            throw WireError("\(field) is cut off")
        }
        position = end
        return digest
    }

    /// A text that names one of the type's values.
    mutating func parsed<Value: LosslessStringConvertible>(_ field: StaticString) throws(WireError) -> Value {
        let text = try text(field)
        guard let value = Value(text) else { throw WireError("\(field): '\(text)' is no \(Value.self)") }
        return value
    }

    /// A text that is one of the enumeration's words.
    mutating func word<Value: RawRepresentable<String>>(_ field: StaticString) throws(WireError) -> Value {
        let text = try text(field)
        guard let value = Value(rawValue: text) else { throw WireError("\(field): '\(text)' is no \(Value.self)") }
        return value
    }

    mutating func optional<Value>(
        _ field: StaticString, _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        switch try integer(field) as UInt8 {
        case 0: return nil
        case 1: return try read(&self)
        case let other: throw WireError("\(field): \(other) is neither present (1) nor absent (0)")
        }
    }

    mutating func list<Value>(
        _ field: StaticString, atMost limit: Int = .max, _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        let count = Int(try integer(field) as UInt32)
        guard count <= limit else { throw WireError("\(field): \(count) are more than the \(limit) that there may be") }
        guard count <= bytes.count - position else { throw WireError("\(field): a count of \(count) can't be") }
        var values: [Value] = []
        // The count is the sender's word: what it announces is not allocated before it is there.
        values.reserveCapacity(min(count, 64))
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    /// Refuses what follows the last field.
    func finish() throws(WireError) {
        guard position == bytes.count else { throw WireError("\(bytes.count - position) bytes follow the last field") }
    }
}
