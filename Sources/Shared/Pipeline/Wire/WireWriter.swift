import FaxModel
import Foundation

/// Writes the fields of a message: integers little-endian, text and bytes after their length in 4 bytes, an optional
/// after one byte that is 1 or 0, a list after its count in 4 bytes.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func data(_ value: [UInt8]) {
        integer(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            integer(UInt32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// Milliseconds since 1970.
    mutating func date(_ value: Date) {
        integer(Int64((value.timeIntervalSince1970 * 1000).rounded()))
    }

    mutating func digest(_ value: DocumentDigest) {
        bytes.append(contentsOf: value.bytes)
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout WireWriter, Value) -> Void) {
        integer(UInt8(value == nil ? 0 : 1))
        if let value { write(&self, value) }
    }

    mutating func list<Value>(_ values: [Value], _ write: (inout WireWriter, Value) -> Void) {
        integer(UInt32(values.count))
        for value in values { write(&self, value) }
    }
}
