import Foundation

extension Decoder {
    /// The single text value, read by the type's own reading of text.
    ///
    /// - Throws: `DecodingError.dataCorrupted`, quoting the text that could not be read.
    func parsed<Value: LosslessStringConvertible>() throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Value(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no \(Value.self)")
        }
        return value
    }
}

extension Encoder {
    /// Writes `text` as the single value.
    func encode(_ text: String) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}
