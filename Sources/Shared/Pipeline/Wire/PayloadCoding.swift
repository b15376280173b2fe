import FaxModel
import Foundation

/// How payloads and checkpoints are written: JSON, so that an operator can read them and an old worker ignores new keys.
/// Dates are seconds since 1970.
public enum PayloadCoding {
    /// The JSON of a value of ours.
    public static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a payload of our own can't be written as JSON: \(error)")
        }
    }

    /// Reads a value.
    ///
    /// - Throws: `DecodingError` when the bytes are none.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(type, from: Data(bytes))
    }
}
