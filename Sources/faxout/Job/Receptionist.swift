import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline
import Synchronization
import T30

/// Takes in the calls that come in, and sees to it that what they bring gets into the spool.
final class Receptionist: Sendable {
    private let client: SpoolClient
    private let patience: Duration
    private let keepCalls: FaxoutSettings.KeepCalls
    /// Calls whose end the spool does not know yet.
    private let unsettled = Mutex<[CallID: Task<Void, Never>]>([:])

    /// A receptionist for whose calls `client` speaks to the spool.
    ///
    /// - Parameter patience: how long a fax waits of which nothing more is heard.
    init(_ client: SpoolClient, patience: Duration, keepCalls: FaxoutSettings.KeepCalls) {
        self.client = client
        self.patience = patience
        self.keepCalls = keepCalls
    }

    /// A call that may come in on this line.
    func call(on line: TelephoneLine, _ logger: Logger) -> ReceptionRecorder {
        ReceptionRecorder(
            line: line.settings.name, group: line.settings.group,
            stationID: line.settings.stationID.isEmpty ? nil : line.settings.stationID, client: client,
            patience: patience, logger: logger)
    }

    /// A call that is made on this line to fetch a document has ended so: as soon as the spool knows what it has brought, this
    /// returns. The log of the call is its job's.
    func ended(polling call: ReceptionRecorder, _ result: TelephoneLine.Result) async {
        await call.ended(result, .none)
    }

    /// The call has ended so: what it has brought goes on, for as long as that takes.
    func ended(_ call: ReceptionRecorder, _ result: TelephoneLine.Result) {
        let id = call.id
        let keepCalls = keepCalls
        unsettled.withLock { unsettled in
            unsettled[id] = Task {
                await call.ended(result, keepCalls)
                self.unsettled.withLock { $0[id] = nil }
            }
        }
    }

    /// A call was let ring and not answered, for this reason, a clause: that is history, as a call that has brought nothing is. The line does
    /// not wait for it.
    func refused(_ caller: CallerIdentification, on line: TelephoneLine, because reason: String, _ logger: Logger) {
        let call = CallID.new()
        let now = Date()
        let settings = line.settings
        let client = client
        unsettled.withLock { unsettled in
            unsettled[call] = Task {
                let refused = RefusedCall(
                    call: call, caller: caller, line: settings.name, group: settings.group, at: now, reason: reason)
                do {
                    try await client.submit(refused.submission, timeout: .seconds(60))
                } catch {
                    logger.error("The spool could not be told of a call that was not answered: \(error)")
                }
                self.unsettled.withLock { $0[call] = nil }
            }
        }
    }

    /// Waits until the spool knows of all calls how they ended; no longer once the task is cancelled.
    func settle() async {
        let tasks = unsettled.withLock { Array($0.values) }
        await withTaskCancellationHandler {
            for task in tasks { await task.value }
        } onCancel: {
            for task in tasks { task.cancel() }
        }
    }
}
