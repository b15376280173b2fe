import Configuration
import FaxModel
import Foundation
import Pipeline
import T30

/// A call that fetches a document (polling). What comes is a fax of its own, which goes on like one that came in; the job is
/// done when it is in the spool.
struct PollingCall: Sendable {
    private let fax: OutgoingFax
    private let polling: PollingOrder
    private let number: FaxNumber

    /// A call for a job that polls; `nil` for one that sends.
    init?(_ fax: OutgoingFax) {
        let task = fax.recorder.current.task
        guard let polling = task.polling else { return nil }
        self.fax = fax
        self.polling = polling
        number = task.job.number
    }

    /// Makes the call over `line`.
    ///
    /// - Returns: how it ended, and what it has come to for the job.
    /// - Throws: as `SharedCall.make`.
    func make(
        over line: TelephoneLine, receptionist: Receptionist
    ) async throws -> (call: TelephoneLine.Result, result: SharedCall.Result) {
        try Task.checkCancellation()
        let dialled = line.dialled(number)
        let reception = receptionist.call(on: line, fax.lease.logger)
        let fax = fax
        let result = try await line.poll(
            TelephoneLine.Poll(
                number: number,
                request: PollingRequest(
                    address: polling.address.map { StationID($0) }, password: fax.password.map { StationID($0) }),
                willDial: { [number, polling] in
                    try fax.recorder.require {
                        $0.began(reception.id, line: line.settings.name, dialled: dialled, at: Date())
                    }
                    reception.began(polling: number, for: polling.recipient)
                    CrashPoint.faxoutRecorded.reached()
                },
                store: { reception.store($0, answer: $1) }, confirm: { reception.confirm($0) },
                isLost: { fax.isLost }))
        let end = Date()
        await receptionist.ended(polling: reception, result)
        await fax.recorder.settle()
        var job = fax.recorder.current
        let log = CallLog(
            id: reception.id, line: line.settings.name, dialled: dialled,
            began: job.progress.attempts.last?.began ?? end, result: result.report.ending.rawValue,
            sentence: result.report.sentence, entries: result.trace.entries, omitted: result.trace.omitted)
        job.ended(result.report, at: end)
        job.fetched = reception.fax?.job
        return (
            result,
            SharedCall.Result(job: job, isCutShort: false, log: log, ended: end, chance: .random(in: -1...1))
        )
    }
}
