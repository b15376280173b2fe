public import FaxModel

/// Codings by the names of T.4 and T.6: `MH`, `MR`, `MMR`.
extension CodingScheme: ConfigurationValue {}

/// The telephone lines, and when a fax is tried again: section `faxout`.
public struct FaxoutSettings: Sendable, Hashable {
    /// One telephone line.
    public struct Line: Sendable, Hashable {
        /// The line's name in the history, log and operator's commands.
        public var name: String
        /// The modem's serial device.
        public var device: String
        /// The group whose faxes the line sends: the lane of `faxout` tasks.
        public var group: Lane
        /// What the line calls itself to the far end (TSI), and on the header line: up to 20 digits, `+` and spaces.
        public var stationID: String
        /// Commands that the modem is sent before each call, and before it waits for one.
        public var initialisation: [String]
        /// How computer and modem hold each other back.
        public var flowControl: FlowControl
        /// How the line answers; `nil` for a line that only sends.
        public var answer: Answering?
        /// The speed of the serial device in bit/s.
        public var speed: Int
        /// The folder of UUCP lock files; `nil` where none are made.
        public var lockDirectory: String?
        /// How long the modem waits for a fax to answer.
        public var answerTimeout: Duration
        /// What goes between ATD and the number: T for tone dialling, and digits for an outside line.
        public var dialPrefix: String
        /// What is dialled for the `+` of an international number.
        public var internationalPrefix: String
        /// Whether error correction is used where the far end has it.
        public var errorCorrection: Bool
        /// The codings that are used and offered; MH, which every station has, is whatever stands here.
        public var codings: Set<CodingScheme>
        /// The highest rate in bit/s.
        public var maximumRate: Int
        /// Whether the modem is told to wait for the end of the far signal before it sends (+FRS).
        public var awaitsSilence: Bool

        /// Reads one item of `faxout.lines`.
        public init(_ section: ConfigurationSection) throws(ConfigurationError) {
            name = try section.value("name")
            device = try section.value("device")
            group = Lane(rawValue: try section.value("group", default: Lane.default.rawValue))
            stationID = try section.value("station-id", default: "")
            guard stationID.utf8.count <= 20, stationID.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw section.error("station-id", "'\(stationID)' is not up to 20 characters of ASCII")
            }
            initialisation = try section.list("initialisation", default: ["ATX4S0=0"])
            flowControl = try section.value("flow-control", default: .hardware)
            speed = try section.value("speed", default: 115_200)
            guard Self.speeds.contains(speed) else {
                throw section.error("speed", "\(speed) is not one of \(Self.speeds)")
            }
            lockDirectory = try section.optional("lock-directory")
            answerTimeout = try section.value("answer-timeout", default: .seconds(60))
            guard answerTimeout >= .seconds(1), answerTimeout <= .seconds(255) else {
                throw section.error("answer-timeout", "is not between 1s and 255s")
            }
            dialPrefix = try section.value("dial-prefix", default: "T")
            internationalPrefix = try section.value("international-prefix", default: "00")
            errorCorrection = try section.value("error-correction", default: true)
            codings = Set(try section.list("codings", default: CodingScheme.allCases))
            maximumRate = try section.optionalRate("maximum-rate") ?? 14_400
            awaitsSilence = try section.value("await-silence", default: true)
            if let answer = try section.optionalSection("answer") {
                self.answer = try Answering(answer)
            }
            try section.finish()
        }

        private static let speeds = [9_600, 19_200, 38_400, 57_600, 115_200, 230_400]
    }

    /// Of which calls it is kept what went over the line.
    public enum KeepCalls: String, Sendable, CaseIterable, ConfigurationValue {
        case all, failed, none
    }

    /// When a fax that was not sent is tried again.
    public struct Retry: Sendable, Hashable {
        /// Calls of a job in all; those that were not put through because of our own trouble do not count.
        public var dials: Int
        /// Calls of a job in which a fax machine answered and the pages did not get through.
        public var tries: Int
        /// How much longer or shorter than it says a wait is, at random, in percent: so that what failed together does not
        /// come back together.
        public var jitter: Int
        /// The waits after the first, second … call that ended so; the last one goes on. None: the job fails at once.
        /// Those of `local` are also how long a line rests that could not be used once, twice ….
        public var delays: [CallOutcome: [Duration]]

        /// Reads section `faxout.retry`.
        public init(_ section: ConfigurationSection) throws(ConfigurationError) {
            dials = try section.value("dials", in: 1...1000, default: 12)
            tries = try section.value("tries", in: 1...100, default: 6)
            jitter = try section.value("jitter", in: 0...50, default: 10)
            delays = [:]
            for (outcome, key, standard) in Self.standard {
                delays[outcome] = try section.list(key, default: standard.map { .seconds($0) })
            }
            guard delays[.local]?.isEmpty == false, delays[.local]?.contains(.zero) == false else {
                throw section.error("local", "needs a wait: our own trouble fails no job")
            }
            try section.finish()
        }

        private static let standard: [(outcome: CallOutcome, key: String, seconds: [Int])] = [
            (.busy, "busy", [60, 120, 300]),
            (.noAnswer, "no-answer", [300, 900, 1800]),
            (.noCarrier, "no-carrier", [120, 600, 1800]),
            (.notFax, "no-fax", [600, 1800]),
            (.incompatible, "incompatible", []),
            (.trainingFailed, "training-failed", [60, 300, 900]),
            (.pageNotConfirmed, "page-not-confirmed", [60, 300, 900]),
            (.dropped, "dropped", [60, 300, 900]),
            (.local, "local", [30, 60, 120]),
        ]
    }

    /// The lines of this program.
    public var lines: [Line]
    /// When a fax that was not sent is tried again.
    public var retry: Retry
    /// How long calls may go on after SIGTERM; then each ends after the page that it is at.
    public var finishWithin: Duration
    /// Of which calls it is kept what went over the line, signal by signal.
    public var keepCalls: KeepCalls

    /// Reads section `faxout`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        lines = []
        for item in try section.sections("lines") {
            let line = try Line(item)
            guard !lines.contains(where: { $0.name == line.name }) else {
                throw item.error("name", "'\(line.name)' is the name of another line")
            }
            guard !lines.contains(where: { $0.device == line.device }) else {
                throw item.error("device", "'\(line.device)' is the device of another line")
            }
            lines.append(line)
        }
        retry = try Retry(section.section("retry"))
        finishWithin = try section.value("finish-within", default: .seconds(30))
        keepCalls = try section.value("keep-calls", default: .failed)
        try section.finish()
    }
}

extension FlowControl: ConfigurationValue {}
