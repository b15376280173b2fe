import Configuration
import FaxModel
import Foundation
import Pipeline
import T30

/// One call that carries one fax or several to the same number, each as a document of its own, one after the other. Each
/// has its own progress and its own result.
struct SharedCall: Sendable {
    /// A fax and its share of the call.
    private struct Part {
        var fax: OutgoingFax
        /// Pages of the fax that were confirmed before the call.
        var offset: Int
        /// Its pages among those of the call.
        var pages: Range<Int>
    }

    /// What a call has come to for one of its faxes.
    struct Result: Sendable {
        /// The job, with the attempt that has ended.
        var job: FaxJob
        /// Whether the call ended for the sake of another fax: it is held against nobody.
        var isCutShort: Bool
        /// What went over the line, where it is the fax that tells of the call and its number: one of them does.
        var log: CallLog?
        /// When the call ended.
        var ended: Date
        /// How the dice fell for the length of the wait, from -1 to 1: the same for all, so that they meet again.
        var chance: Double
    }

    private let id = CallID.new()
    private let number: FaxNumber
    private let parts: [Part]

    /// A call with these faxes, at least one, that want the same of it, each of at least one page that is not confirmed yet.
    init(_ faxes: [OutgoingFax]) {
        guard let first = faxes.first else { preconditionFailure("a call is made for a fax") }
        number = first.recorder.current.task.job.number
        var parts: [Part] = []
        for fax in faxes {
            let job = fax.recorder.current
            precondition(job.task.job.number == number, "faxes of one call go to one number")
            let begin = parts.last?.pages.upperBound ?? 0
            let offset = job.progress.confirmedPages
            parts.append(Part(fax: fax, offset: offset, pages: begin..<begin + job.pageCount - offset))
        }
        self.parts = parts
    }

    /// Makes the call over `line`, with the header lines of a station of this id.
    ///
    /// - Returns: how it ended, and what it has come to for each fax, in their order.
    /// - Throws: `LineError` when the line could not be used, and what keeps it from being dialled; then the faxes are as they
    ///   were, but for an attempt that may be recorded.
    func make(
        over line: TelephoneLine, stationID: @escaping @Sendable (String) -> String
    ) async throws -> (call: TelephoneLine.Result, results: [Result]) {
        try Task.checkCancellation()
        let dialled = line.dialled(number)
        let result = try await line.make(
            TelephoneLine.Call(
                number: number,
                formats: parts.flatMap { $0.fax.pages.formats.dropFirst($0.offset) },
                documents: parts.map { part in
                    SendingOrder.Document(
                        firstPage: part.pages.lowerBound,
                        subaddress: part.fax.recorder.current.task.job.subaddress.map { StationID($0) })
                },
                firstRate: parts[0].fax.lease.task.firstRate, terms: parts[0].fax.terms,
                prepare: { request in
                    let part = part(ofPage: request.index)
                    var request = request
                    request.index += part.offset - part.pages.lowerBound
                    let header = part.fax.recorder.current.header(ofPage: request.index, stationID: stationID)
                    return try part.fax.pages.coded(request, header: header)
                },
                willDial: {
                    let now = Date()
                    for part in parts {
                        try part.fax.recorder.require {
                            $0.began(id, line: line.settings.name, dialled: dialled, at: now)
                        }
                    }
                    CrashPoint.faxoutRecorded.reached()
                },
                confirmed: { count in
                    CrashPoint.faxoutConfirmed.reached()
                    let part = part(ofPage: count - 1)
                    try part.fax.recorder.record { $0.confirmed(count - part.pages.lowerBound) }
                    CrashPoint.faxoutCheckpointed.reached()
                },
                isLost: { parts.contains { $0.fax.isLost } }))
        let end = Date()
        let log = CallLog(
            id: id, line: line.settings.name, dialled: dialled,
            began: parts[0].fax.recorder.current.progress.attempts.last?.began ?? end,
            result: result.report.ending.rawValue,
            sentence: result.report.sentence, entries: result.trace.entries, omitted: result.trace.omitted)
        return (result, await results(of: result.report, log, at: end))
    }

    private func part(ofPage index: Int) -> Part {
        guard let part = parts.first(where: { $0.pages.contains(index) }) else {
            preconditionFailure("page \(index) is none of this call")
        }
        return part
    }

    private func results(of report: CallReport, _ log: CallLog, at end: Date) async -> [Result] {
        let chance = Double.random(in: -1...1)
        var results: [Result] = []
        // What is said of a fax in other hands counts for nothing.
        let teller = parts.firstIndex { !$0.fax.lease.isLost }
        for (index, part) in parts.enumerated() {
            await part.fax.recorder.settle()
            var job = part.fax.recorder.current
            var own = report
            own.confirmedPages = min(max(0, report.confirmedPages - part.pages.lowerBound), part.pages.count)
            let isSent = own.confirmedPages == part.pages.count
            if isSent { own.ending = .sent }
            let isCutShort = !isSent && isCutShort(part, report)
            if isCutShort { job.cutShort(own, at: end) } else { job.ended(own, at: end) }
            results.append(
                Result(job: job, isCutShort: isCutShort, log: index == teller ? log : nil, ended: end, chance: chance))
        }
        return results
    }

    /// Whether a call that ended so did for the sake of another fax than that of `part`, which was not sent: in the middle
    /// of one before it, or because one is not wanted any more. A call in which no page was begun fails for all.
    private func isCutShort(_ part: Part, _ report: CallReport) -> Bool {
        if report.ending == .cancelled || report.ending == .abandoned {
            return !part.fax.lease.isUnwanted && parts.contains { $0.fax.lease.isUnwanted || $0.fax.lease.isLost }
        }
        return report.hasBegunPages && report.confirmedPages < part.pages.lowerBound
    }
}

extension CallReport {
    /// Whether the call has come to a page of ours.
    fileprivate var hasBegunPages: Bool {
        guard confirmedPages == 0 else { return true }
        switch ending.group {
        case .page: return true
        case .drop: return ending != .lineDroppedInNegotiation && ending != .lineDroppedInTraining
        case .success, .dial, .negotiation, .training, .local: return ending == .pageUnavailable
        }
    }
}
