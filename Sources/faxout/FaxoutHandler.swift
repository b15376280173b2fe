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
    private let settings: FaxoutSettings
    private let lines: LinePool
    private let typesetter = Typesetter()

    /// A handler for the lines in `settings`.
    init(_ settings: FaxoutSettings) {
        self.settings = settings
        self.lines = LinePool(settings.lines.map { TelephoneLine(settings: $0) })
    }

    func handle(_ lease: Lease) async throws -> Completion {
        let task = try lease.payload(as: FaxTask.self)
        let progress = try lease.checkpoint(as: FaxProgress.self)
        var files: [[UInt8]] = []
        for page in task.pages { files.append(try await lease.document(page.document)) }
        let pages: FaxPages
        do throws(TIFFError) {
            pages = try FaxPages(files, typesetter: typesetter)
        } catch {
            return failed(
                FaxJob(task, pageCount: task.pageCount, progress: progress),
                Failure(EnhancedStatusCode(5, 6, 0), "The pages of the fax can't be read: \(error)."))
        }
        let job = FaxJob(task, pageCount: pages.count, progress: progress)
        guard !job.isSent else { return try sent(job, pages, stationID: settings.lines.first?.stationID ?? "") }
        let line = await lines.acquire(lease.task.lane)
        do {
            let completion = try await send(job, pages, over: line, lease)
            await lines.release(line)
            return completion
        } catch {
            await lines.release(line)
            throw error
        }
    }

    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        guard let task = try? lease.payload(as: FaxTask.self) else { return Completion(.failed(failure)) }
        let progress = try? lease.checkpoint(as: FaxProgress.self)
        return failed(FaxJob(task, pageCount: task.pageCount, progress: progress), failure.permanent)
    }

    /// Makes one call.
    private func send(
        _ job: FaxJob, _ pages: FaxPages, over line: TelephoneLine, _ lease: Lease
    ) async throws -> Completion {
        try Task.checkCancellation()
        let recorder = ProgressRecorder(job, logger: lease.logger) { progress, updates in
            try await lease.checkpoint(progress, updates: updates)
        }
        let number = job.task.job.number
        let stationID = line.settings.stationID
        let first = job.progress.confirmedPages
        let call = TelephoneLine.Call(
            number: number, formats: Array(pages.formats.dropFirst(first)),
            prepare: { request in
                let header = recorder.current.header(ofPage: first + request.index, stationID: stationID)
                return try pages.coded(request, offset: first, header: header)
            },
            willDial: {
                try recorder.require {
                    $0.began(line: line.settings.name, dialled: line.dialled(number), at: Date())
                }
            },
            confirmed: { count in
                recorder.record { $0.confirmed(count) }
            })
        let result: TelephoneLine.Result
        do {
            result = try await line.make(call)
        } catch let error as LineError {
            lease.logger.error("Line \(line.settings.name) is not ready: \(error)")
            return unready(recorder.current, line, error, retries: lease.task.retries)
        }
        await recorder.settle()
        var ended = recorder.current
        ended.ended(result.report, at: Date())
        note(result, lease.logger)
        return try completion(of: ended, pages, stationID: stationID)
    }

    /// What an ended call means for the task.
    private func completion(of job: FaxJob, _ pages: FaxPages, stationID: String) throws -> Completion {
        let sentence = job.progress.attempts.last?.sentence ?? ""
        switch job.next(settings.retry, now: Date()) {
        case .sent:
            return try sent(job, pages, stationID: stationID)
        case .again(let time, let failure):
            var completion = Completion(.retry(at: time, failure))
            completion.setCheckpoint(job.progress)
            completion.updates = [
                job.update(
                    .waiting, result: failure.sentence,
                    event: "\(sentence) It will be tried again at \(time.formatted(.iso8601)).")
            ]
            return completion
        case .failed(let failure):
            return failed(job, failure)
        }
    }

    /// The line could not be used: the job waits, and no attempt is counted.
    private func unready(_ job: FaxJob, _ line: TelephoneLine, _ error: LineError, retries: Int) -> Completion {
        let delays = settings.retry.delays[.local] ?? []
        let delay = delays.indices.contains(retries) ? delays[retries] : delays.last ?? .seconds(60)
        let sentence = "Line \(line.settings.name) is not ready: \(error)"
        let time = Date().addingTimeInterval(delay / .seconds(1))
        var completion = Completion(.retry(at: time, Failure(EnhancedStatusCode(4, 3, 0), sentence)))
        completion.setCheckpoint(job.progress)
        completion.updates = [job.update(.waiting, result: sentence, event: sentence)]
        return completion
    }

    private func sent(_ job: FaxJob, _ pages: FaxPages, stationID: String) throws -> Completion {
        var completion = Completion(.done)
        let file = try pages.file { job.header(ofPage: $0, stationID: stationID) }
        let document = completion.add(file, mediaType: "image/tiff")
        var update = job.update(
            .sent, result: CallEnding.sent.sentence, event: "All \(job.pageCount) pages were confirmed.")
        update.documents = ["sent": document]
        completion.updates = [update]
        completion.successors = [notification(of: job, .sent, sentPages: document)]
        return completion
    }

    private func failed(_ job: FaxJob, _ failure: Failure) -> Completion {
        var completion = Completion(.done)
        completion.updates = [job.update(.failed, result: failure.sentence, event: failure.sentence)]
        completion.successors = [notification(of: job, .failed(failure), sentPages: nil)]
        return completion
    }

    private func notification(
        of job: FaxJob, _ result: JobReport.Result, sentPages: DocumentReference?
    ) -> NewTask {
        NewTask(
            stage: .deliver, priority: job.task.order.options.priority, job: job.task.job.id,
            payload: job.report(result, sentPages: sentPages, at: Date()))
    }

    private func note(_ result: TelephoneLine.Result, _ logger: Logger) {
        let report = result.report
        let station = report.remoteStation.map { " by \($0.text)" } ?? ""
        logger.notice("Call ended\(station): \(report.ending.rawValue), \(report.confirmedPages) pages confirmed")
        switch report.ending.group {
        case .success: logger.debug("Call trace: \(result.trace)")
        case .dial, .negotiation, .training, .page, .drop, .local: logger.info("Call trace: \(result.trace)")
        }
    }
}
