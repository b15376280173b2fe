import LDAP
import LDAPGrammar

/// An entry's attributes as the file has them: for each the number of the attribute and how many values it has, in two octets each, then
/// each value after its length in four. Little-endian.
enum CopyRecord {
    /// The largest record: what is larger is no person and no group that anybody could use.
    static let largest = 16 << 20

    /// The record of the attributes of `plan`, in their order, so that two entries that are the same have the same record.
    static func encode(_ entry: LDAPEntry, _ attributes: [LDAPAttribute]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, attribute) in attributes.enumerated() {
            guard let values = entry.attributes[attribute], !values.isEmpty else { continue }
            append(UInt16(number), &bytes)
            append(UInt16(min(values.count, Int(UInt16.max))), &bytes)
            for value in values.prefix(Int(UInt16.max)) {
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
        while place + 4 <= bytes.count {
            let number = Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self).littleEndian)
            let count = Int(bytes.loadUnaligned(fromByteOffset: place + 2, as: UInt16.self).littleEndian)
            place += 4
            var values: [[UInt8]] = []
            values.reserveCapacity(count)
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
