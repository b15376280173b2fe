import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline
import Synchronization
import T30

/// Keeps what a call brings with the spool while it is under way. With the first page the order is handed in, under which the
/// fax goes on by itself when nothing more is heard of the call; with each further one it is amended.
///
/// The line's thread calls here; the spool is spoken to by tasks, one after the other.
final class ReceptionRecorder: Sendable {
    private struct State {
        var reception: FaxReception?
        /// Whether the spool has the order.
        var isSubmitted = false
        var last: Task<Void, any Error>?
        /// Says again and again that the call goes on.
        var reminder: Task<Void, Never>?
    }

    /// The call.
    let id = CallID.new()
    private let line: String
    private let group: Lane
    private let stationID: String?
    private let client: SpoolClient
    private let patience: Duration
    private let logger: Logger
    private let state = Mutex(State())

    private let limit: Duration

    /// A recorder of a call that may come in on the line of this name and group.
    ///
    /// - Parameters:
    ///   - stationID: what the line calls itself; `nil` for nothing.
    ///   - patience: how long a fax waits whose call nobody has seen the end of.
    ///   - limit: how long the spool may take to store a page: as long as a far end waits that knows error correction (T5,
    ///     T.30 Annex A.5.4.1).
    init(
        line: String, group: Lane, stationID: String? = nil, client: SpoolClient, patience: Duration,
        limit: Duration = .seconds(60), logger: Logger
    ) {
        self.line = line
        self.group = group
        self.stationID = stationID
        self.client = client
        self.patience = patience
        self.limit = limit
        self.logger = logger
    }

    /// The call is about to be answered.
    func began(_ caller: CallerIdentification) {
        logger.notice("A call is answered", metadata: ["caller": "\(caller.number ?? "unknown")"])
        state.withLock { state in
            state.reception = FaxReception(call: id, line: line, group: group, caller: caller, at: Date())
            state.reception?.localStation = stationID
        }
    }

    /// A call is about to be made, to fetch a document at this number for `recipient`.
    func began(polling number: FaxNumber, for recipient: String?) {
        state.withLock { state in
            state.reception = FaxReception(
                call: id, line: line, group: group, polling: number, for: recipient, at: Date())
            state.reception?.localStation = stationID
        }
    }

    /// The fax that the call has brought; `nil` where no page has come.
    var fax: ReceivedFax? { state.withLock { $0.reception.flatMap { $0.isEmpty ? nil : $0.fax } } }

    /// Stores a page. What has become of it is told by `answer`.
    func store(_ page: ArrivedPage, answer: @escaping @Sendable (CallEvent) -> Void) {
        // One of which nothing has come is going to be refused.
        guard page.quality.lines > 0 || page.errorCorrection else { return answer(.pageStored(page.quality)) }
        CrashPoint.faxoutReceived.reached()
        let saving = begin { reception in
            reception.add(page)
            return "Page \(reception.fax.pages.count) has come in."
        }
        Task.detached { [logger] in
            do {
                try await saving.value
                CrashPoint.faxoutStored.reached()
                answer(.pageStored(page.quality))
            } catch {
                logger.error("A page that came in could not be stored, and is not confirmed: \(error)")
                answer(.pageNotStored("It could not be stored: \(error)."))
            }
        }
    }

    /// A page is going to be confirmed. Blocks until that is on disk, but not for long: the far end waits.
    func confirm(_ index: Int) {
        let saving = begin { reception in
            reception.confirm(index)
            return "Page \(reception.fax.pages.count) is confirmed."
        }
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            _ = await saving.result
            done.signal()
        }
        if done.wait(timeout: .now() + .milliseconds(300)) == .timedOut {
            logger.warning("The spool is slow: a page is confirmed before it is known there.")
        }
        CrashPoint.faxoutAcknowledged.reached()
    }

    /// The call has ended: what it has brought goes on, as soon as the spool knows. One that has brought nothing is history.
    func ended(_ result: TelephoneLine.Result, _ keepCalls: FaxoutSettings.KeepCalls) async {
        let report = result.report
        state.withLock { $0.reminder?.cancel() }
        let log = state.withLock { state -> CallLog? in
            state.reception?.ended(report, fetched: result.polled, at: Date())
            guard let reception = state.reception else { return nil }
            let fax = reception.fax
            // Of one that we have made, and that has brought nothing, its job tells.
            guard fax.polled == nil || !reception.isEmpty else { return nil }
            note(report, fetched: result.polled)
            var log = CallLog(
                id: id, line: line, dialled: fax.farNumber, began: fax.began, result: report.ending.rawValue,
                sentence: report.sentence, entries: result.trace.entries, omitted: result.trace.omitted)
            log.isAnswered = fax.polled == nil ? true : nil
            return log
        }
        guard let log else { return }
        let fetched = result.polled.map {
            " The caller fetched \($0): \(report.confirmedPages.counting("page")) of it confirmed."
        }
        CrashPoint.faxoutHungUp.reached()
        while true {
            do {
                try await begin(call: keepCalls.keeps(log) ? log : nil, within: .seconds(5)) { _ in
                    "The call has ended. \(report.sentence)\(fetched ?? "")"
                }.value
                return
            } catch let error as SpoolError where error.code == .stale {
                logger.error("A fax that was received went on before its call had ended: \(error)")
                return
            } catch {
                logger.error("The spool could not be told how a call ended; said again in 2 s: \(error)")
                guard (try? await Task.sleep(for: .seconds(2))) != nil else { return }
            }
        }
    }

    private func note(_ report: CallReport, fetched document: String?) {
        let station = report.remoteStation.map { " from \($0.text)" } ?? ""
        let fetched = document.map { ", \(report.confirmedPages.counting("page")) of \($0) fetched" } ?? ""
        logger.notice(
            "Call received\(station): \(report.ending.rawValue), \(report.confirmedReceivedPages.counting("page")) confirmed\(fetched)"
        )
    }

    /// Takes a change in, and begins to store all that there is, after what was begun before.
    ///
    /// - Parameters:
    ///   - limit: how long the spool may take; `nil` for as long as to store a page.
    ///   - change: changes what is there, and says what has happened, as a sentence.
    private func begin(
        call: CallLog? = nil, within limit: Duration? = nil,
        _ change: (inout FaxReception) -> String?
    ) -> Task<Void, any Error> {
        state.withLock { state in
            guard var reception = state.reception else {
                preconditionFailure("nothing comes in before a call is answered")
            }
            let event = change(&reception)
            state.reception = reception
            let update = reception.update(event, call: call)
            let task = Task.detached { [last = state.last] in
                _ = await last?.result
                try await self.save(update, within: limit ?? self.limit)
            }
            state.last = task
            return task
        }
    }

    /// Stores what there is by now: the order, or what has changed of it. While the call goes on, the fax waits for more.
    private func save(_ update: JobUpdate, within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while true {
            let (reception, isSubmitted) = state.withLock { ($0.reception, $0.isSubmitted) }
            guard let reception else { return }
            let isOver = reception.fax.ended != nil
            let task = reception.task(notBefore: isOver ? nil : Date().addingTimeInterval(patience / .seconds(1)))
            let tasks = reception.isEmpty ? [] : [task]
            let rest = max(.seconds(1), deadline - .now)
            do {
                if isSubmitted {
                    try await client.amend(
                        Amendment(task: task, documents: reception.documents, updates: [update]), timeout: rest)
                } else {
                    try await client.submit(
                        Submission(
                            order: reception.fax.job.order, tasks: tasks, documents: reception.documents,
                            updates: [update]), timeout: rest)
                }
                state.withLock { state in
                    state.isSubmitted = true
                    state.reception?.stored(reception.documents)
                    if !isOver, state.reminder == nil { state.reminder = remind() }
                }
                return
            } catch let error as SpoolError {
                switch error.code {
                case .taken where !isSubmitted:
                    // It was stored after all when we were told otherwise.
                    state.withLock { $0.isSubmitted = true }
                    continue
                case .unknown where isSubmitted:
                    state.withLock { $0.isSubmitted = false }
                case .busy, .storage, .late, .unknown: break
                case .stale, .malformed, .version, .unreachable, .taken, .damaged, .duplicate: throw error
                }
                guard ContinuousClock.now < deadline else { throw error }
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Says that the call goes on, so that the fax waits for its end, also while a page takes long.
    private func remind() -> Task<Void, Never> {
        Task.detached { [weak self, patience] in
            while (try? await Task.sleep(for: patience / 3)) != nil {
                _ = await self?.begin { _ in nil }.result
            }
        }
    }
}
