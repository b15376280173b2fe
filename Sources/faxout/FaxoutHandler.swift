import Class1
import Configuration
import Dialling
import FaxModel
import Foundation
import Logging
import Pipeline
import Secrets
import T30
import TIFF
import Typesetting

/// Sends one fax per task over a free line, in one call with those that came along with it, or fetches one (polling), and says
/// what became of it.
struct FaxoutHandler: StageHandler {
    let settings: FaxoutSettings
    /// What is dialled for numbers, and how faxes there are sent; `nil` where lines dial numbers as they are.
    let plan: DialPlan?
    let lines: LinePool
    /// Opens passwords; `nil` where this host has no key.
    private let seal: SecretSeal?
    /// How long a fax waits until it is looked whether its password can be opened now.
    private static let keyPatience = Duration.seconds(300)
    /// Takes in what is fetched.
    private let receptionist: Receptionist
    private let gatherings = Gatherings()
    private let typesetter = Typesetter()

    /// A handler for the lines in `settings`.
    ///
    /// - Parameters:
    ///   - plan: what is dialled for numbers, and how faxes there are sent.
    ///   - receptionist: takes in what is fetched.
    ///   - areKept: whether a keeper looks after them.
    ///   - seal: opens passwords.
    init(
        _ settings: FaxoutSettings, plan: DialPlan? = nil, receptionist: Receptionist, areKept: Bool = false,
        seal: SecretSeal? = nil
    ) {
        self.seal = seal
        self.settings = settings
        self.plan = plan
        self.receptionist = receptionist
        self.lines = LinePool(
            settings.lines.map { TelephoneLine(settings: $0, plan: plan) }, rests: settings.retry.delays[.local] ?? [],
            isKept: areKept)
    }

    func handle(_ lease: Lease) async throws -> Completion {
        let fax: OutgoingFax
        do {
            switch try await prepare(lease) {
            case .ended(let completion):
                gatherings.stayBehind(lease, makeCall)
                return completion
            case .ready(let ready):
                fax = ready
            }
        } catch {
            gatherings.stayBehind(lease, makeCall)
            throw error
        }
        switch try await gatherings.ride(fax, makeCall) {
        case .called(let result): return await completion(of: result, fax)
        case .unready(let until, let reason): return unready(fax.recorder.current, until: until, reason)
        case .paused: return Completion(.released)
        }
    }

    /// What is to be done with a task.
    private enum Preparation {
        case ready(OutgoingFax)
        /// Nothing more.
        case ended(Completion)
    }

    private func prepare(_ lease: Lease) async throws -> Preparation {
        let task = try lease.payload(as: FaxTask.self)
        let job = FaxJob(
            task, progress: try lease.checkpoint(as: FaxProgress.self), number: lease.task.destination, by: plan,
            over: lease.task.lane)
        if !job.isSent, let reason = plan?.blocks(job.task.job.number) {
            return .ended(failed(job, Failure(EnhancedStatusCode(5, 7, 1), reason)))
        }
        let password: String?
        do throws(SecretError) {
            password = try self.password(of: job)
        } catch {
            lease.logger.error("\(error)")
            return .ended(unready(job, until: .now + Self.keyPatience, "\(error)"))
        }
        if task.polling != nil {
            return .ready(OutgoingFax(job, try FaxPages([], typesetter: typesetter), password: password, lease))
        }
        switch try await pages(of: job, document: { try await lease.document($0) }) {
        case .failure(let failure): return .ended(failed(job, failure))
        case .success(let pages) where job.isSent: return .ended(await sent(job, pages))
        case .success(let pages): return .ready(OutgoingFax(job, pages, password: password, lease))
        }
    }

    /// The password that the far end is told; `nil` where it wants none, or the fax is sent already and only its copy is to be made.
    ///
    /// - Throws: when it can't be opened on this host.
    func password(of job: FaxJob) throws(SecretError) -> String? {
        let task = job.task
        guard task.polling != nil || !job.isSent else { return nil }
        return try (task.polling?.password ?? task.order.options.password).map { stored throws(SecretError) in
            try SecretSeal.open(stored, by: seal)
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

    /// What an attempt to call has come to for one of its faxes.
    enum Outcome: Sendable {
        /// The number was dialled.
        case called(SharedCall.Result)
        /// No line could be used.
        case unready(until: ContinuousClock.Instant, reason: String)
        /// The lines are paused.
        case paused
    }

    /// Makes one call with those of the faxes that want the same of it as the first one does. The others go back, for a call of their
    /// own.
    @Sendable private func makeCall(_ faxes: [OutgoingFax]) async -> [Gatherings.Arrival] {
        // A document is fetched in a call of its own, when those that send to the number are over: until then it goes back.
        let senders = faxes.filter { $0.recorder.current.task.polling == nil }
        let first = senders.first ?? faxes[0]
        let terms = first.terms
        let rides = faxes.map { fax in
            fax.lease === first.lease
                || (fax.recorder.current.task.polling == nil && fax.terms == terms && fax.subaddress == first.subaddress
                    && !senders.isEmpty)
        }
        var arrivals = await dial(zip(faxes, rides).filter(\.1).map(\.0))[...]
        return rides.map { $0 ? arrivals.removeFirst() : .success(.paused) }
    }

    /// Makes one call with faxes that are sent, or one that fetches a document, over the first line of their group that can be used.
    private func dial(_ faxes: [OutgoingFax]) async -> [Gatherings.Arrival] {
        let group = faxes[0].lease.task.lane
        var (until, reason) = (ContinuousClock.now, "There is no line in group \(group).")
        for _ in settings.lines.filter({ $0.group == group }) {
            switch await lines.acquire(group) {
            case .resting(let time, let reasons):
                return faxes.map { _ in .success(.unready(until: time, reason: reasons)) }
            case .paused:
                return faxes.map { _ in .success(.paused) }
            case .line(let line):
                do {
                    let (ended, results) = try await call(faxes, over: line)
                    let ending = ended.report.ending
                    if ending == .noDialtone || ending == .modemFailed {
                        await lines.rest(line, because: LineError(ended.report.sentence))
                    } else if ending == .lineRang {
                        await lines.ringing(line, heard: ended.rings)
                    } else {
                        await lines.release(line)
                    }
                    note(ended.report, faxes[0].lease.logger)
                    return results.map { .success(.called($0)) }
                } catch let rings as LineRings {
                    reason = "Line \(line.settings.name) rings: somebody calls there."
                    until = .now + .milliseconds(RingListener.patience)
                    faxes[0].lease.logger.notice("\(reason)")
                    await lines.ringing(line, heard: rings.heard)
                } catch let error as LineError {
                    reason = "Line \(line.settings.name) is not ready: \(error)"
                    faxes[0].lease.logger.error("\(reason)")
                    until = await lines.rest(line, because: error)
                } catch {
                    await lines.release(line)
                    // One that is in other hands (what is said of it counts for nothing) keeps the others only from
                    // this call.
                    return faxes.map { _ in .failure(error is LeaseLost ? CancellationError() : error) }
                }
            }
        }
        return faxes.map { _ in .success(.unready(until: until, reason: reason)) }
    }

    private func call(
        _ faxes: [OutgoingFax], over line: TelephoneLine
    ) async throws -> (TelephoneLine.Result, [SharedCall.Result]) {
        if let call = PollingCall(faxes[0]) {
            let (ended, result) = try await call.make(over: line, receptionist: receptionist)
            return (ended, [result])
        }
        return try await SharedCall(faxes).make(over: line, stationID: stationID(ofLine:))
    }

    private func note(_ report: CallReport, _ logger: Logger) {
        let station = report.remoteStation.map { " by \($0.text)" } ?? ""
        logger.notice(
            "Call ended\(station): \(report.ending.rawValue), \((report.confirmedPages + report.confirmedReceivedPages).counting("page")) confirmed"
        )
    }
}
