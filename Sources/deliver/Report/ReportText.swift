import FaxModel
import Foundation
import SMTP

/// The part of a notification for people: what happened to the fax, in plain words.
struct ReportText {
    private let report: JobReport
    private let zone: TimeZone

    /// The text about a job; times are told in `zone`.
    init(_ report: JobReport, zone: TimeZone) {
        self.report = report
        self.zone = zone
    }

    /// The mail's subject.
    var subject: String {
        let what = report.isPolling == true ? "Fetching a fax from" : "Fax to"
        let result = "\(what) \(report.job.number) \(report.word)"
        return report.order.subject.isEmpty ? result : "\(result): \(report.order.subject)"
    }

    /// The text, its lines ended by CR LF.
    var text: String {
        let sections = [[headline], table, calls, omissions, warnings].filter { !$0.isEmpty }
        return sections.map { $0.map { $0 + "\r\n" }.joined() }.joined(separator: "\r\n")
    }

    private var recipient: String {
        let party = report.job.recipient
        let names = [party.name, party.company].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? report.job.number.digits : "\(names.joined(separator: ", ")), \(report.job.number)"
    }

    private var headline: String {
        switch report.result {
        case .failed(let failure) where report.isPolling == true,
            .cancelled(let failure) where report.isPolling == true:
            return "No fax was fetched from \(recipient). \(failure.sentence)"
        case .sent: return "Your fax to \(recipient) was sent: the far end confirmed every page."
        case .failed(let failure), .cancelled(let failure):
            let arrived =
                report.confirmedPages == 0
                ? "" : " \(report.confirmedPages.counting("page")) of \(report.pageCount) did arrive."
            return "Your fax to \(recipient) was not sent. \(failure.sentence)\(arrived)"
        case .delayed(let failure):
            return "Your fax to \(recipient) was not sent yet, after \(report.attempts.count.counting("call")). "
                + "\(failure.sentence) It is still tried; there is nothing that you have to do."
        }
    }

    private var table: [String] {
        var rows: [(String, String)] = []
        if !report.order.subject.isEmpty { rows.append(("Subject", report.order.subject)) }
        rows.append(("Number", report.job.number.digits))
        rows.append(("Pages", "\(report.confirmedPages) of \(report.pageCount) confirmed"))
        if let station = report.remoteStation { rows.append(("Station id", station)) }
        if !report.attempts.isEmpty {
            rows.append(
                (
                    "Calls",
                    "\(report.attempts.count), \(report.seconds.counting("second")) on the line"
                ))
        }
        rows.append(("Accepted", date(report.order.received)))
        if report.hasEnded { rows.append((report.isSent ? "Sent" : "Given up", date(report.ended))) }
        if let reference = report.reference { rows.append(("Reference", reference)) }
        if let code = report.billingCode { rows.append(("Billing code", code)) }
        rows.append(("Job", report.job.id.description))
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  \($0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(Self.line($0.1))" }
    }

    private var calls: [String] {
        guard !report.attempts.isEmpty else { return ["No call was made."] }
        return ["The calls:", ""]
            + report.attempts.flatMap { attempt in
                var facts = [attempt.confirmedPages.counting("page") + " confirmed"]
                if let seconds = attempt.seconds { facts.append(seconds.counting("second")) }
                if let station = attempt.remoteStation, !station.isEmpty {
                    facts.append("station id \(Self.line(station))")
                }
                if let rate = attempt.bitRate { facts.append("\(rate) bit/s") }
                return [
                    "  \(attempt.number). \(date(attempt.began)), \(attempt.dialled) by \(attempt.line): \(Self.result(of: attempt))",
                    "     \(facts.joined(separator: ", "))",
                ]
            }
    }

    private var omissions: [String] {
        guard !report.omitted.isEmpty else { return [] }
        return ["These parts of your mail are not in the fax:", ""]
            + report.omitted.map { "  \(Self.line($0.name)): \(Self.line($0.reason))" }
    }

    private var warnings: [String] {
        guard let warnings = report.order.options.warnings, !warnings.isEmpty else { return [] }
        return ["Not done, because it was not understood:", ""] + warnings.map { "  \(Self.line($0))" }
    }

    private func date(_ date: Date) -> String {
        MailDate(date, in: zone).description
    }

    private static func result(of attempt: Attempt) -> String {
        line(attempt.sentence ?? "interrupted")
    }

    /// What strangers wrote, on one line.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: { $0.isNewline }).joined(separator: " ")
    }
}
