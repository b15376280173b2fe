import FaxModel
import T30

/// What went over the line in a call, frame by frame: the first thing to look at when a call went wrong. Of a call that
/// never ends, its beginning and its end are kept.
struct CallTrace: Hashable, Sendable, CustomStringConvertible {
    /// One thing that happened.
    struct Entry: Hashable, Sendable {
        /// Milliseconds since the call began.
        var time: Int
        /// What happened: `> DCS …` was sent, `< DIS …` received.
        var text: String
    }

    /// What happened, in order.
    private(set) var entries: [Entry] = []
    /// How many entries are missing from the middle.
    private(set) var omitted = 0

    /// Entries that are kept of the beginning, and as many of the end.
    static let half = 500

    /// Notes what the modem is told to send.
    mutating func note(_ command: ModemCommand, at time: Int) {
        switch command {
        case .dial(let number): add("dials \(number)", time)
        case .answer: add("answers", time)
        case .sendFrames(let frames): for frame in frames { add("> \(Self.text(frame))", time) }
        case .sendTrainingCheck(let modulation, _): add("> TCF \(modulation)", time)
        case .sendPage(let modulation, let training, let octets):
            add("> page, \(octets.count) octets, \(modulation), \(training) training", time)
        case .sendBlock(let modulation, let training, let frames):
            add("> block, \(frames.count) frames, \(modulation), \(training) training", time)
        case .hangUp: add("hangs up", time)
        case .receiveData(let modulation, let training), .receiveBlock(let modulation, let training):
            add("awaits data, \(modulation), \(training) training", time)
        case .receiveFrames, .sendSilence, .awaitSilence: break
        }
    }

    /// Notes what the modem reports.
    mutating func note(_ event: ModemEvent, at time: Int) {
        switch event {
        case .connected: add("connected", time)
        case .dialFailed(let failure): add("no connection: \(failure.rawValue)", time)
        case .frameReceived(let octets, let isIntact):
            add(isIntact ? "< \(Self.text(octets))" : "< damaged frame, \(octets.count) octets", time)
        case .callDropped: add("connection lost", time)
        case .failed(let sentence): add("modem: \(sentence)", time)
        case .dataHeard: add("< data", time)
        case .carrierLost: add("carrier lost", time)
        case .listening, .signalHeard, .dataReceived, .hungUp: break
        }
    }

    /// Notes that a timer has run out.
    mutating func note(_ timer: CallTimer, at time: Int) {
        add("timer \(timer) ran out", time)
    }

    private mutating func add(_ text: String, _ time: Int) {
        entries.append(Entry(time: time, text: text))
        guard entries.count > 2 * Self.half else { return }
        entries.remove(at: Self.half)
        omitted += 1
    }

    private static func text(_ octets: [UInt8]) -> String {
        Frame(octets: octets).map { "\($0)" } ?? "frame of \(octets.count) octets unknown to T.30"
    }

    var description: String {
        var lines = entries.map { entry in
            let tenths = entry.time / 100
            return "\(tenths / 10).\(tenths % 10) \(entry.text)"
        }
        if omitted > 0 { lines.insert("… \(omitted) entries …", at: Self.half) }
        return lines.joined(separator: "; ")
    }
}
