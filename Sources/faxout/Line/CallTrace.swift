import FaxModel
import T30

/// Collects what goes over the line in a call, signal by signal. Of a call that never ends, its beginning and its end are
/// kept.
struct CallTrace: Sendable {
    /// What happened, in order.
    private(set) var entries: [CallLog.Entry] = []
    /// How many entries are missing from the middle.
    private(set) var omitted = 0
    /// The frames of the block that is coming in (FCD, T.4 Annex A.3.6), and how many of them are damaged: of a page there may
    /// be hundreds, which say nothing one by one.
    private var block = (intact: 0, damaged: 0)
    /// What the modem was told to receive last.
    private var awaited: ModemCommand?
    /// Data that come in.
    private var data: ArrivingData?

    /// Entries that are kept of the beginning, and as many of the end.
    static let half = 500

    /// Notes what the modem is told to do.
    mutating func note(_ command: ModemCommand, at time: Int) {
        switch command {
        case .dial(let number): add(.line, "we dial \(number)", time)
        case .answer: add(.line, "we answer", time)
        case .sendFrames(let frames): for frame in frames { add(.ours, Self.text(frame), time) }
        case .sendTrainingCheck(let modulation, _): add(.ours, "TCF, \(modulation)", time)
        case .sendPage(let modulation, let training, let octets):
            add(.ours, "page of \(octets.count) octets, \(modulation), \(training) training", time)
        case .sendBlock(let modulation, let training, let frames):
            // RCP comes three times after the frames (T.4 Annex A.3.6.2).
            add(.ours, "block of \(frames.count - 3) frames, \(modulation), \(training) training", time)
        case .hangUp: add(.line, "we hang up", time)
        case .receiveData, .receiveBlock: awaited = command
        case .receiveFrames, .sendSilence, .awaitSilence: break
        }
    }

    /// Notes what the modem reports.
    mutating func note(_ event: ModemEvent, at time: Int) {
        switch event {
        case .connected: add(.line, "connected", time)
        case .dialFailed(let failure): add(.line, "no connection: \(failure.rawValue)", time)
        case .frameReceived(let octets, isIntact: true):
            switch Frame(octets: octets)?.field {
            case .fcd: block.intact += 1
            case .rcp: blockEnded(at: time)
            default: add(.far, Self.text(octets), time)
            }
        case .frameReceived(_, isIntact: false) where block.intact > 0:
            block.damaged += 1
        case .frameReceived(let octets, isIntact: false):
            add(.far, "a damaged frame of \(octets.count) octets", time)
        case .callDropped: add(.line, "the connection is lost", time)
        case .failed(let sentence): add(.line, "modem: \(sentence)", time)
        case .otherSignalHeard: add(.far, "another signal than data", time)
        case .dataHeard: data = ArrivingData(began: time)
        case .dataReceived(let octets): data?.take(octets)
        case .carrierLost:
            blockEnded(at: time)
            add(.line, "the carrier ends", time)
        case .listening, .signalHeard, .hungUp: break
        }
    }

    /// Notes a page that has come in.
    mutating func note(_ page: CopyQuality, at time: Int) {
        let damage =
            page.badLines == 0 ? "" : ", \(page.badLines) of them damaged, at most \(page.longestBadRun) in a row"
        add(.line, "a page of \(page.lines) lines\(damage)\(page.isWhole ? "" : "; its end is missing")", time)
    }

    /// Notes that a timer has run out.
    mutating func note(_ timer: CallTimer, at time: Int) {
        add(.line, "\(timer) has run out", time)
    }

    /// Notes the block that has come in, unless that is done.
    private mutating func blockEnded(at time: Int) {
        guard block.intact > 0 else { return }
        let damage = block.damaged == 0 ? "" : ", and \(block.damaged) damaged ones"
        let frames = block.intact
        (block, data) = ((0, 0), nil)
        var rate = ""
        if case .receiveBlock(let modulation, _)? = awaited { rate = ", \(modulation)" }
        add(.far, "block of \(frames) frames\(damage)\(rate)", time)
    }

    /// Notes the data that have come in, unless that is done.
    private mutating func dataEnded() {
        guard let data else { return }
        self.data = nil
        let text: String
        switch awaited {
        case .receiveData(let modulation, .long)?:
            text = "TCF, zeros for \(data.longestZeros * 8 * 1000 / modulation.bitRate) ms, \(modulation)"
        case .receiveData(let modulation, .short)?: text = "data of \(data.octets) octets, \(modulation)"
        case .receiveBlock(let modulation, _)?: text = "block of which no frame is intact, \(modulation)"
        default: text = "data of \(data.octets) octets"
        }
        append(CallLog.Entry(time: data.began, party: .far, text: text))
    }

    private mutating func add(_ party: CallLog.Party, _ text: String, _ time: Int) {
        dataEnded()
        append(CallLog.Entry(time: time, party: party, text: text))
    }

    private mutating func append(_ entry: CallLog.Entry) {
        entries.append(entry)
        guard entries.count > 2 * Self.half else { return }
        entries.remove(at: Self.half)
        omitted += 1
    }

    private static func text(_ octets: [UInt8]) -> String {
        Frame(octets: octets).map { "\($0)" } ?? "a frame of \(octets.count) octets that T.30 does not know"
    }
}

/// Data that come in, as far as a log says something of them.
private struct ArrivingData: Hashable {
    /// When they began, in milliseconds.
    var began: Int
    /// How many octets there are.
    var octets = 0
    /// The most octets in a row that are zero, as all of a training check (TCF) are.
    var longestZeros = 0
    private var zeros = 0

    init(began: Int) {
        self.began = began
    }

    mutating func take(_ octets: [UInt8]) {
        self.octets += octets.count
        for octet in octets {
            zeros = octet == 0 ? zeros + 1 : 0
            longestZeros = max(longestZeros, zeros)
        }
    }
}
