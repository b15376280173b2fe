import Class1
import Configuration
import FaxModel
import Foundation
import T30

/// What a line does while it makes no call: it is tested, and waits for calls.
extension TelephoneLine {
    /// How a line's waiting for a call has ended.
    enum Waiting: Sendable {
        /// It was told to let go.
        case dismissed
        /// A call was answered.
        case answered(Result)
        /// A call was not answered, on purpose.
        case refused
    }

    /// What a line needs that waits for a call.
    struct Reception: Sendable {
        /// What was heard before of a call that comes in; `nil` for nothing.
        var heard: RingListener?
        /// How often the modem is looked after while nothing happens.
        var checkInterval: Duration
        /// How long after a ring another one must come, until whoever called has hung up.
        var ringPatience: Duration = .milliseconds(RingListener.patience)
        /// Called when it begins to ring, and when that has ended without an answer.
        var ringing: @Sendable (Bool) -> Void
        /// Why the call is not to be answered, a clause; `nil` where it is.
        var refusal: @Sendable (CallerIdentification) -> String? = { _ in nil }
        /// Called with that when a call is not answered.
        var refused: @Sendable (CallerIdentification, String) -> Void = { _, _ in }
        /// Called when the call is about to be answered.
        var answering: @Sendable (CallerIdentification) -> Void
        /// Stores a page, and says later what has become of it.
        var store: @Sendable (ArrivedPage, @escaping @Sendable (CallEvent) -> Void) -> Void
        /// Called with the number of a page that is about to be confirmed.
        var confirm: @Sendable (Int) -> Void
        /// Called with a sentence where something is not as it should be, and the call goes on.
        var warn: @Sendable (String) -> Void
    }

    /// Tries out whether the line could be used: that its device can be had, and that there is a fax modem at it.
    ///
    /// - Returns: what the modem says that it is, and how fast it sends.
    /// - Throws: `LineError` when the line can't be used.
    func test() async throws -> String {
        let cancellation = try CallCancellation()
        return try await OwnThread.run(named: settings.name) {
            let lock = try deviceLock()
            defer { _ = lock }
            var session = try session(cancellation)
            let rates = try session.initialise().map(\.bitRate)
            let name = try session.identity()
            return [name, rates.max().map { "\($0) bit/s" } ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    /// Waits for a call, answers it and receives.
    ///
    /// - Throws: `LineError` when the line can't be used, or no longer.
    func attend(_ attendance: Attendance, _ reception: Reception) async throws -> Waiting {
        try await OwnThread.run(named: settings.name) { try perform(attendance, reception) }
    }

    private func perform(_ attendance: Attendance, _ reception: Reception) throws -> Waiting {
        let lock = try deviceLock()
        defer { _ = lock }
        var session = try session(attendance.cancellation)
        if let heard = reception.heard { session.rings = heard }
        let sends: Set<Modulation>
        do { sends = try session.initialise() } catch is CancellationError { return .dismissed }
        // What is missing is found before anybody calls.
        let policy = try receivingPolicy(session.receives)
        let call = try session.awaitCall(
            rings: settings.answer?.rings ?? 1, tones: settings.answer?.tones, checkInterval: reception.checkInterval,
            patience: reception.ringPatience,
            refuses: { caller in
                guard let reason = reception.refusal(caller) else { return false }
                reception.refused(caller, reason)
                return true
            }
        ) {
            guard attendance.rings($0) else { return false }
            reception.ringing($0)
            return true
        }
        let caller: CallerIdentification
        switch call {
        case .nobody: return .dismissed
        case .refused: return .refused
        case .wanted(let who): caller = who
        }
        reception.answering(caller)
        let documents = PolledDocument.offered(settings.answer?.polling ?? [], warn: reception.warn)
        let began = Date()
        let sending = sendingPolicy(sends)
        let received = try session.receive(
            ReceivingCall(policy: policy, offers: documents.map { $0.offer(sending) }),
            store: reception.store, confirm: reception.confirm,
            prepare: { try documents[$0].coded($1, stationID: settings.stationID, at: began) })
        return .answered(
            Result(
                report: received.report, trace: session.trace,
                polled: received.offer.map { documents[$0].settings.document }))
    }

    /// What the line offers when it receives.
    ///
    /// - Throws: when the password that callers must give can't be read.
    func receivingPolicy(_ modulations: Set<Modulation>) throws -> ReceivingPolicy {
        ReceivingPolicy(
            stationID: settings.stationID.isEmpty ? nil : StationID(settings.stationID),
            errorCorrection: settings.errorCorrection, codings: settings.codings,
            modulations: modulations.filter { $0.bitRate <= settings.maximumRate },
            password: try settings.answer?.passwordFile.map { StationID(try $0.readFaxPassword()) },
            quality: settings.answer.map { CopyQualityLimits($0) } ?? CopyQualityLimits())
    }
}

extension CopyQualityLimits {
    /// The limits of a line's configuration.
    fileprivate init(_ settings: FaxoutSettings.Answering) {
        self.init(
            retrainPerThousand: settings.retrainAbove * 10, refusePerThousand: settings.refuseAbove * 10,
            refuseRun: settings.refuseRun)
    }
}
