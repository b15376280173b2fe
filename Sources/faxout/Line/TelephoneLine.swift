import Class1
import Configuration
import Dialling
import FaxModel
import Foundation
import T30

/// A telephone line of ours: makes or answers one call at a time, on a thread of its own.
struct TelephoneLine: Sendable {
    /// The line's configuration.
    let settings: FaxoutSettings.Line
    /// What is dialled for numbers; `nil` where they are dialled as they are.
    var plan: DialPlan?

    /// What a call needs to be told, and to tell.
    struct Call: Sendable {
        /// What to dial.
        var number: FaxNumber
        /// The pages as they are.
        var formats: [PageFormat]
        /// The faxes that the pages are.
        var documents = [SendingOrder.Document(firstPage: 0)]
        /// The rate to begin with, in bit/s; `nil` for the fastest.
        var firstRate: Int?
        /// What the senders want of the call.
        var terms = CallTerms(FaxOptions())
        /// The page that is asked for, coded.
        var prepare: @Sendable (PageRequest) throws -> [UInt8]
        /// Called when the modem is ready; the number is dialled when this returns, and not when it throws.
        var willDial: @Sendable () throws -> Void
        /// Called with the number of pages that were confirmed; the call goes on when this returns, and ends at once
        /// when it throws.
        var confirmed: @Sendable (Int) throws -> Void
        /// Whether the fax is in other hands, so that a call that is cancelled must end at once.
        var isLost: @Sendable () -> Bool
    }

    /// What became of a call.
    struct Result: Sendable {
        var report: CallReport
        var trace: CallTrace
        /// What was heard of a call that came in when the number was about to be dialled; `nil` for the others.
        var rings: RingListener?
        /// The document that the caller has fetched; `nil` where it has fetched none.
        var polled: String?
    }

    /// Makes a call. Cancelling the task ends it before it dials, or after the page that it is at.
    ///
    /// - Throws: `LineError` when the modem is not ready, `LineRings` when somebody calls there, `CancellationError` when the task was cancelled meanwhile, and
    ///   what `willDial` throws; then nothing has been dialled.
    func make(_ call: Call) async throws -> Result {
        let cancellation = try CallCancellation()
        return try await withTaskCancellationHandler {
            try await OwnThread.run(named: settings.name) { try perform(call, cancellation) }
        } onCancel: {
            cancellation.cancel(call.isLost() ? .atOnce : .afterPage)
        }
    }

    private func perform(_ call: Call, _ cancellation: CallCancellation) throws -> Result {
        let lock = try deviceLock()
        defer { _ = lock }
        var session = try session(cancellation)
        let modulations = try session.initialise()
        if try session.isRinging() { throw LineRings(heard: session.rings) }
        try call.willDial()
        let order = SendingOrder(
            number: dialled(call.number), pages: call.formats, documents: call.documents,
            password: call.terms.password, firstRate: call.firstRate ?? .max)
        var policy = sendingPolicy(modulations)
        call.terms.limit(&policy)
        let report = session.send(
            order, policy: policy, prepare: call.prepare, confirmed: call.confirmed)
        return Result(report: report, trace: session.trace, rings: session.rings)
    }

    /// The lock that keeps other programs off the device, where locks are made.
    ///
    /// - Throws: when another process has the device.
    func deviceLock() throws(LineError) -> DeviceLock? {
        guard let directory = settings.lockDirectory else { return nil }
        return try DeviceLock(device: settings.device, directory: directory)
    }

    /// A session on the line's device.
    ///
    /// - Throws: when the device can't be had.
    ///
    /// - Parameter receives: whether it is to receive, too.
    func session(_ cancellation: CallCancellation, receives: Bool = false) throws(LineError) -> LineSession {
        let device = try SerialDevice(
            path: settings.device, speed: settings.speed, flowControl: settings.flowControl)
        var settings = modemSettings
        settings.receives = settings.receives || receives
        return LineSession(device: device, settings: settings, cancellation: cancellation)
    }

    /// What is dialled for a number.
    func dialled(_ number: FaxNumber) -> String {
        if let plan {
            return plan.digits(for: number, over: settings.group, internationalPrefix: settings.internationalPrefix)
        }
        guard number.digits.hasPrefix("+") else { return number.digits }
        return settings.internationalPrefix + number.digits.dropFirst()
    }

    private var modemSettings: Class1Settings {
        Class1Settings(
            initialisation: settings.initialisation, flowControl: settings.flowControl, dialPrefix: settings.dialPrefix,
            answerSeconds: Int(settings.answerTimeout.components.seconds), awaitsSilence: settings.awaitsSilence,
            receives: settings.answer != nil)
    }

    /// What the line uses when it sends.
    func sendingPolicy(_ modulations: Set<Modulation>) -> SendingPolicy {
        SendingPolicy(
            stationID: settings.stationID.isEmpty ? nil : StationID(settings.stationID),
            errorCorrection: settings.errorCorrection, codings: settings.codings,
            modulations: modulations.filter { $0.bitRate <= settings.maximumRate })
    }
}
