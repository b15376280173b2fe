import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline
import T30
import TIFF
import Typesetting

/// Sends one fax per task over a free line, and says what became of it.
struct FaxoutHandler: StageHandler {
    let settings: FaxoutSettings
    let lines: LinePool
    private let typesetter = Typesetter()

    /// A handler for the lines in `settings`.
    init(_ settings: FaxoutSettings) {
        self.settings = settings
        self.lines = LinePool(
            settings.lines.map { TelephoneLine(settings: $0) }, rests: settings.retry.delays[.local] ?? [])
    }

    func handle(_ lease: Lease) async throws -> Completion {
        let task = try lease.payload(as: FaxTask.self)
        let job = FaxJob(
            task, progress: try lease.checkpoint(as: FaxProgress.self), number: lease.task.destination)
        switch try await pages(of: job, document: { try await lease.document($0) }) {
        case .failure(let failure):
            return failed(job, failure)
        case .success(let pages) where job.isSent:
            return await sent(job, pages)
        case .success(let pages):
            return try await send(job, pages, lease)
        }
    }

    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        guard let task = try? lease.payload(as: FaxTask.self) else { return Completion(.failed(failure)) }
        let progress = try? lease.checkpoint(as: FaxProgress.self)
        return failed(FaxJob(task, progress: progress, number: lease.task.destination), failure.permanent)
    }

    func pauseLines(_ names: [String]) async {
        await lines.pause(names)
    }

    /// The pages of the job, read by `document`; a failure where they are not those of the task, or can't be read, now
    /// and later. A job that is sent already does not wait for documents that are gone.
    func pages(
        of job: FaxJob, document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Result<FaxPages, Failure> {
        do {
            var files: [[UInt8]] = []
            for page in job.task.pages { files.append(try await document(page.document)) }
            let pages = try await OwnThread.run(named: "pages") { [files, typesetter] in
                try FaxPages(files, typesetter: typesetter)
            }
            guard pages.count == job.pageCount, pages.count > 0 else {
                return .failure(unreadable(job, "it should have \(job.pageCount) pages, and has \(pages.count)"))
            }
            return .success(pages)
        } catch let error as TIFFError {
            return .failure(unreadable(job, "\(error)"))
        } catch let error as SpoolError where job.isSent && (error.code == .unknown || error.code == .damaged) {
            return .failure(unreadable(job, "\(error)"))
        }
    }

    /// What the line of this name calls itself.
    @Sendable func stationID(ofLine name: String) -> String {
        settings.lines.first { $0.name == name }?.stationID ?? ""
    }

    /// Makes one call, over the first line of the group that can be used.
    private func send(_ job: FaxJob, _ pages: FaxPages, _ lease: Lease) async throws -> Completion {
        let group = lease.task.lane
        var (until, reason) = (ContinuousClock.now, "There is no line in group \(group).")
        for _ in settings.lines.filter({ $0.group == group }) {
            switch await lines.acquire(group) {
            case .resting(let time, let reasons):
                return unready(job, until: time, reasons)
            case .paused:
                return Completion(.released)
            case .line(let line):
                do {
                    let (completion, ending) = try await call(job, pages, over: line, lease)
                    if ending == .noDialtone {
                        await lines.rest(line, because: LineError(ending.sentence))
                    } else {
                        await lines.release(line)
                    }
                    return completion
                } catch let error as LineError {
                    reason = "Line \(line.settings.name) is not ready: \(error)"
                    lease.logger.error("\(reason)")
                    until = await lines.rest(line, because: error)
                } catch {
                    await lines.release(line)
                    throw error
                }
            }
        }
        return unready(job, until: until, reason)
    }

    /// Makes one call over `line`.
    ///
    /// - Throws: `LineError` when the line could not be used; then the job is as it was.
    private func call(
        _ job: FaxJob, _ pages: FaxPages, over line: TelephoneLine, _ lease: Lease
    ) async throws -> (Completion, CallEnding) {
        try Task.checkCancellation()
        let recorder = ProgressRecorder(job, logger: lease.logger) { progress, updates in
            try await lease.checkpoint(progress, updates: updates)
        }
        let number = job.task.job.number
        let first = job.progress.confirmedPages
        let call = TelephoneLine.Call(
            number: number, formats: Array(pages.formats.dropFirst(first)),
            prepare: { request in
                let header = recorder.current.header(ofPage: first + request.index, stationID: stationID(ofLine:))
                return try pages.coded(request, offset: first, header: header)
            },
            willDial: {
                try recorder.require {
                    $0.began(line: line.settings.name, dialled: line.dialled(number), at: Date())
                }
                CrashPoint.faxoutRecorded.reached()
            },
            confirmed: { count in
                CrashPoint.faxoutConfirmed.reached()
                try recorder.record { $0.confirmed(count) }
                CrashPoint.faxoutCheckpointed.reached()
            },
            isLost: { lease.isLost })
        let result = try await line.make(call)
        // The line is free now; the spool may take its time.
        let end = Date()
        await recorder.settle()
        var ended = recorder.current
        ended.ended(result.report, at: end)
        note(result, lease.logger)
        if lease.isUnwanted, !ended.isSent { return (handedBack(ended), result.report.ending) }
        return (await completion(of: ended, pages), result.report.ending)
    }

    private func note(_ result: TelephoneLine.Result, _ logger: Logger) {
        let report = result.report
        let station = report.remoteStation.map { " by \($0.text)" } ?? ""
        logger.notice(
            "Call ended\(station): \(report.ending.rawValue), \(report.confirmedPages.counting("page")) confirmed")
        switch report.ending.group {
        case .success: logger.debug("Call trace: \(result.trace)")
        case .dial, .negotiation, .training, .page, .drop, .local: logger.info("Call trace: \(result.trace)")
        }
    }
}
