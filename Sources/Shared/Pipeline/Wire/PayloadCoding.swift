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

    /// Why a payload can't be read, as a clause without an end.
    static func words(of error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context)?: "'\(path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
            "'\(path(context.codingPath))' is of another type"
        case .dataCorrupted(let context)?:
            context.codingPath.isEmpty
                ? "it is no JSON" : "'\(path(context.codingPath))' has a value that it can't have"
        case .some, nil: "it can't be understood"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }.joined(separator: ".")
    }
}
