import FaxModel
import Foundation

/// A result as JSON, for applications: an object with a member for each result field (docs/HEADERS.md), named like it without `X-Fax-`
/// and in lower case. What can stand several times is a list; all values are texts.
struct ResultDocument: Encodable {
    private let report: JobReport

    /// The result that `report` tells.
    init(_ report: JobReport) {
        self.report = report
    }

    /// The text, its lines ended by CR LF.
    var text: String { Self.text(of: self) }

    /// Several results as a list.
    static func text(of reports: [JobReport]) -> String { text(of: reports.map(ResultDocument.init)) }

    private static func text(of value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { preconditionFailure("texts can be written as JSON") }
        return String(decoding: data, as: UTF8.self).replacing("\n", with: "\r\n") + "\r\n"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        for field in ResultField.allCases {
            let values = field.values(of: report)
            if field.isList {
                try container.encode(values, forKey: Member(stringValue: field.rawValue))
            } else if let value = values.first {
                try container.encode(value, forKey: Member(stringValue: field.rawValue))
            }
        }
    }

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}

extension ResultField {
    /// Whether it can stand several times.
    fileprivate var isList: Bool {
        switch self {
        case .warning, .omitted, .attempt: true
        case .job, .order, .result, .status, .message, .number, .pages, .confirmedPages, .attempts, .seconds,
            .remoteStation, .bitRate, .coding, .errorCorrection, .ended, .reference, .billingCode:
            false
        }
    }
}
