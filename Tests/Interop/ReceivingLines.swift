import FaxModel
import Foundation
import Pipeline
import TestSupport

/// Lines of ours that answer, without the stages behind: what they receive is in the history.
struct ReceivingLines {
    private let faxpost: Faxpost

    /// Runs `body` with a line for each of `limits`, the keys of its configuration as `key: value, `.
    ///
    /// - Parameter device: the device of the line of this place.
    static func with(
        _ limits: [String], device: (Int) -> String, _ body: (ReceivingLines) async throws -> Void
    ) async throws {
        let lines = limits.enumerated().map { place, limit in
            "    - {name: line-\(place), \(limit)device: \"\(device(place))\", "
                + "station-id: \"+49 30 \(place)\", flow-control: software, initialisation: [ATX4S0=0, AT+VCID=1], answer: {rings: 2}}"
        }
        let sections = """
            faxout:
              lines:
            \(lines.joined(separator: "\n"))
              keep-calls: all
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .faxout])
            let faxout = try faxpost.process(.faxout)
            for _ in limits { try await faxout.says("The line is ready", times: limits.count) }
            try await body(ReceivingLines(faxpost: faxpost))
        }
    }

    /// The fax of this number, from 1, that was received by calls to `number`, as soon as its call is over.
    func received(at number: String, _ count: Int = 1) async throws -> Received {
        var found: JobID?
        try await eventually("\(count) calls to \(number) are over", within: .seconds(240)) {
            let jobs = try await faxpost.client.query(.jobs(state: .received, limit: 500), as: JobList.self).jobs
            let here = jobs.filter { $0.recipient == number }
            found = here.count < count ? nil : here.reversed()[count - 1].id
            return found != nil
        }
        guard let found else { throw SupportError("nothing was received") }
        let history = try await faxpost.client.query(.job(found), as: JobHistory.self)
        guard let attempt = history.attempts.last else { throw SupportError("there was no call: \(history)") }
        var pages: [PageBitmap] = []
        while let page = history.documents["page-\(pages.count + 1)"] {
            pages.append(try Pages.bitmap(await faxpost.client.document(page.digest)))
        }
        let call = try await faxpost.client.query(.call(attempt.call), as: CallLog.self)
        return Received(history: history, pages: pages, call: call)
    }

    /// A fax that was received.
    struct Received {
        /// What became of it.
        let history: JobHistory
        /// Its pages.
        let pages: [PageBitmap]
        /// What went over the line.
        let call: CallLog
    }
}
