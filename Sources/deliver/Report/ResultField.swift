import FaxModel
import Foundation

/// The fields of a notification's header that tell an application what became of its fax (docs/HEADERS.md).
enum ResultField: String, CaseIterable {
    case job, order, result, status, message, number, pages
    case confirmedPages = "confirmed-pages"
    case attempts, seconds
    case remoteStation = "remote-station"
    case bitRate = "bit-rate"
    case coding
    case errorCorrection = "error-correction"
    case ended, reference
    case billingCode = "billing-code"
    case warning, omitted, attempt

    /// The field's name: `X-Fax-Confirmed-Pages`.
    var name: String {
        "X-Fax-" + rawValue.split(separator: "-").map(\.capitalized).joined(separator: "-")
    }

    /// What the field says of a job, a value for each time that it stands in the header.
    func values(of report: JobReport) -> [String] {
        let last = report.attempts.last
        return switch self {
        case .job: [report.job.id.description]
        case .order: [report.order.id.description]
        case .result: [report.word]
        case .status: [report.status.description]
        case .message: [report.sentence]
        case .number: [report.job.number.digits]
        case .pages: [String(report.pageCount)]
        case .confirmedPages: [String(report.confirmedPages)]
        case .attempts: [String(report.attempts.count)]
        case .seconds: [String(report.seconds)]
        case .ended: report.hasEnded ? [report.ended.formatted(.iso8601)] : []
        case .reference: report.reference.map { [$0] } ?? []
        case .billingCode: report.billingCode.map { [$0] } ?? []
        case .warning: report.order.options.warnings ?? []
        case .remoteStation: report.remoteStation.map { [$0] } ?? []
        case .bitRate: last?.bitRate.map { [String($0)] } ?? []
        case .coding: last?.coding.map { [$0] } ?? []
        case .errorCorrection: last?.errorCorrection.map { [$0 ? "yes" : "no"] } ?? []
        case .omitted: report.omitted.map { "\($0.name): \($0.reason)" }
        case .attempt: report.attempts.map(\.fieldValue)
        }
    }
}

extension JobReport {
    /// Whether every page was confirmed.
    var isSent: Bool {
        switch result {
        case .sent: true
        case .failed, .cancelled, .delayed: false
        }
    }

    /// The result as a word: `sent`, `failed`, `cancelled` or `delayed`.
    var word: String {
        switch result {
        case .sent: "sent"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .delayed: "delayed"
        }
    }

    /// The enhanced status code of the result; 2.0.0 for a fax that was sent.
    var status: EnhancedStatusCode {
        switch result {
        case .sent: EnhancedStatusCode(2, 0, 0)
        case .failed(let failure), .cancelled(let failure), .delayed(let failure): failure.status
        }
    }

    /// The result as a sentence.
    var sentence: String {
        switch result {
        case .sent: "Every page was confirmed by the far end."
        case .failed(let failure), .cancelled(let failure), .delayed(let failure): failure.sentence
        }
    }

    /// Seconds of all calls together, those left out whose end nobody saw.
    var seconds: Int {
        attempts.reduce(0) { $0 + ($1.seconds ?? 0) }
    }

    /// The station id of the last call in which the far end gave one.
    var remoteStation: String? {
        attempts.last { $0.remoteStation?.isEmpty == false }?.remoteStation
    }
}

extension Attempt {
    /// Seconds from dialling to the end; `nil` when nobody saw the end.
    var seconds: Int? {
        ended.map { max(0, Int($0.timeIntervalSince(began).rounded())) }
    }

    /// `1; result=busy; began=2026-11-24T00:00:38Z; seconds=5; pages=0; line=line1; dialled=022812345; station="+49 228"`
    fileprivate var fieldValue: String {
        var parts = [String(number), "result=\(outcome?.rawValue ?? "unknown")", "began=\(began.formatted(.iso8601))"]
        if let seconds { parts.append("seconds=\(seconds)") }
        parts += ["pages=\(confirmedPages)", "line=\(line)", "dialled=\(dialled)"]
        if let remoteStation, !remoteStation.isEmpty {
            parts.append("station=\(remoteStation.quoted)")
        }
        return parts.joined(separator: "; ")
    }
}
