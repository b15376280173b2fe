import Foundation

/// How answers to queries are written: JSON, dates in ISO 8601 with milliseconds.
public enum ReportCoding {
    private static let date = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Writes a report.
    public static func encode(_ report: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .custom { time, encoder in
            var container = encoder.singleValueContainer()
            // The format cuts off what is below a millisecond: half of one makes it the nearest, and what was read is written the same.
            try container.encode(time.addingTimeInterval(0.0005).formatted(date))
        }
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
        decoder.dateDecodingStrategy = .custom { try date.parse($0.singleValueContainer().decode(String.self)) }
        return try decoder.decode(type, from: Data(bytes))
    }
}
