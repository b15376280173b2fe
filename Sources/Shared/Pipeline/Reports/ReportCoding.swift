import Foundation

/// How answers to queries are written: JSON, dates in ISO 8601.
public enum ReportCoding {
    /// Writes a report.
    public static func encode(_ report: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            return Array(try encoder.encode(report))
        } catch {
            preconditionFailure("a report of our own can't be written as JSON: \(error)")
        }
    }

    /// Reads a report.
    public static func decode<Report: Decodable>(_ type: Report.Type, from bytes: [UInt8]) throws -> Report {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(bytes))
    }
}
