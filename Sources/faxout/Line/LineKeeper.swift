import Configuration
import FaxModel
import Logging
import ServiceLifecycle
import T30

/// Looks after the lines while they make no calls: tests them at the start and after each rest, and answers at those that are
/// to be answered. A line that fails is told to the operator, once, and comes back by itself.
struct LineKeeper: Service {
    private let pool: LinePool
    private let lines: [TelephoneLine]
    private let receptionist: Receptionist
    private let checkInterval: Duration
    private let deviceInterval: Duration
    private let refusal: @Sendable (CallerIdentification, Lane) -> String?
    private let logger: Logger

    /// A keeper of all lines of `pool`.
    ///
    /// - Parameters:
    ///   - checkInterval: how often a modem is looked after that waits for a call.
    ///   - deviceInterval: how often it is looked whether the devices are there.
    ///   - refusal: why a call on a line of a group is not to be answered, a clause; `nil` where it is.
    init(
        _ pool: LinePool, _ lines: [TelephoneLine], receptionist: Receptionist,
        checkInterval: Duration = .seconds(180), deviceInterval: Duration = .seconds(5),
        refusal: @escaping @Sendable (CallerIdentification, Lane) -> String? = { _, _ in nil }, logger: Logger
    ) {
        self.pool = pool
        self.lines = lines
        self.receptionist = receptionist
        self.checkInterval = checkInterval
        self.deviceInterval = deviceInterval
        self.refusal = refusal
        self.logger = logger
    }

    /// Works until it is shut down; calls that are being received may end then.
    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for line in lines { group.addTask { await keep(line) } }
                group.addTask { await cancelWhenGracefulShutdown { await watchDevices() } }
            }
            await receptionist.settle()
        } onCancelOrGracefulShutdown: {
            Task { await pool.close() }
        }
    }

    /// Looks whether the devices are there of lines that only send: nobody has those open between two calls.
    private func watchDevices() async {
        while (try? await Task.sleep(for: deviceInterval)) != nil {
            for line in lines where line.settings.deviceProblem != nil { await pool.deviceGone(line) }
        }
    }

    private func keep(_ line: TelephoneLine) async {
        var logger = logger
        logger[metadataKey: "line"] = "\(line.settings.name)"
        var trouble: LineError?
        while true {
            // Without one nothing can be done, and the line may be in a call: it is left as it is.
            guard let attendance = await attendance(logger) else { return }
            do {
                switch await pool.nextDuty(of: line, attendance) {
                case .end: return
                case .test:
                    let modem = try await line.test()
                    await pool.passed(line, modem: modem)
                    logger.notice("\(trouble == nil ? "The line is ready" : "The line is in service again"): \(modem)")
                    trouble = nil
                case .attend:
                    try await attend(line, attendance, logger)
                    await pool.attendanceEnded(line)
                }
            } catch {
                let reason = error as? LineError ?? LineError("\(error)")
                if reason != trouble {
                    logger.error("Line \(line.settings.name) is out of service until it is well again: \(reason)")
                }
                trouble = reason
                await pool.rest(line, because: reason)
            }
        }
    }

    /// An attendance, as soon as the system has descriptors for it; `nil` when there is no time left.
    private func attendance(_ logger: Logger) async -> Attendance? {
        while true {
            do {
                return try Attendance()
            } catch {
                logger.error("The line can't be looked after now: \(error)")
                guard (try? await Task.sleep(for: .seconds(10))) != nil else { return nil }
            }
        }
    }

    private func attend(_ line: TelephoneLine, _ attendance: Attendance, _ logger: Logger) async throws {
        let (rings, ringing) = AsyncStream.makeStream(of: Bool.self)
        let telling = Task { for await isRinging in rings { await pool.rings(line, isRinging) } }
        let call = receptionist.call(on: line, logger)
        let reception = TelephoneLine.Reception(
            heard: await pool.takeRings(of: line), checkInterval: checkInterval, ringing: { ringing.yield($0) },
            refusal: { [refusal] in refusal($0, line.settings.group) },
            refused: { caller, reason in
                logger.notice(
                    "A call is not answered: \(reason).",
                    metadata: [
                        "caller": "\(caller.number ?? caller.absence?.rawValue ?? "unknown")",
                        "dialled": "\(caller.dialled ?? "unknown")",
                    ])
                receptionist.refused(caller, on: line, because: reason, logger)
            },
            answering: { call.began($0) },
            store: { call.store($0, answer: $1) }, confirm: { call.confirm($0) }, warn: { logger.error("\($0)") })
        let waiting: Result<TelephoneLine.Waiting, any Error>
        do {
            let ended = try await withTaskCancellationHandler {
                try await line.attend(attendance, reception)
            } onCancel: {
                attendance.cancellation.cancel(.afterPage)
            }
            waiting = .success(ended)
        } catch {
            waiting = .failure(error)
        }
        ringing.finish()
        await telling.value
        switch try waiting.get() {
        case .dismissed, .refused: break
        case .answered(let result):
            receptionist.ended(call, result)
            // What hung in a call is tested before it takes part in another.
            guard result.report.ending != .modemFailed else { throw LineError(result.report.sentence) }
        }
    }
}
