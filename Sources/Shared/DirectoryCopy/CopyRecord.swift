import LDAP
import LDAPGrammar

/// An entry's attributes as the file has them: for each the number of the attribute in two octets and how many values it has in four, then
/// each value after its length in four. Little-endian.
enum CopyRecord {
    /// The version of this form, and of the file with it: a program reads no other.
    static let version = "4"

    /// The largest record: what is larger is no person and no group that anybody could use.
    static let largest = 16 << 20

    /// The record of the attributes of `plan`, in their order, so that two entries that are the same have the same record.
    static func encode(_ entry: LDAPEntry, _ attributes: [LDAPAttribute]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, attribute) in attributes.enumerated() {
            guard let values = entry.attributes[attribute], !values.isEmpty else { continue }
            append(UInt16(number), &bytes)
            append(UInt32(values.count), &bytes)
            for value in values {
                append(UInt32(value.count), &bytes)
                bytes += value
            }
        }
        return bytes
    }

    /// The attributes of a record.
    static func decode(_ bytes: UnsafeRawBufferPointer, _ attributes: [LDAPAttribute]) -> [LDAPAttribute: [[UInt8]]] {
        var found: [LDAPAttribute: [[UInt8]]] = [:]
        var place = 0
        while place + 6 <= bytes.count {
            let number = Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self).littleEndian)
            let count = Int(bytes.loadUnaligned(fromByteOffset: place + 2, as: UInt32.self).littleEndian)
            place += 6
            var values: [[UInt8]] = []
            values.reserveCapacity(min(count, (bytes.count - place) / 4))
            for _ in 0..<count {
                guard place + 4 <= bytes.count else { return found }
                let length = Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian)
                place += 4
                guard place + length <= bytes.count else { return found }
                values.append(Array(bytes[place..<place + length]))
                place += length
            }
            if attributes.indices.contains(number) { found[attributes[number]] = values }
        }
        return found
    }

    private static func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
