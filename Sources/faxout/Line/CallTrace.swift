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
        case .receiveData, .receiveBlock, .receiveFrames, .sendSilence, .awaitSilence: break
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
        case .dataHeard: add(.far, "data", time)
        case .carrierLost:
            blockEnded(at: time)
            add(.line, "the carrier ends", time)
        case .listening, .signalHeard, .dataReceived, .hungUp: break
        }
    }

    /// Notes that a timer has run out.
    mutating func note(_ timer: CallTimer, at time: Int) {
        add(.line, "\(timer) has run out", time)
    }

    /// Notes the block that has come in, unless that is done.
    private mutating func blockEnded(at time: Int) {
        guard block.intact > 0 else { return }
        let damage = block.damaged == 0 ? "" : ", and \(block.damaged) damaged ones"
        add(.far, "block of \(block.intact) frames\(damage)", time)
        block = (0, 0)
    }

    private mutating func add(_ party: CallLog.Party, _ text: String, _ time: Int) {
        entries.append(CallLog.Entry(time: time, party: party, text: text))
        guard entries.count > 2 * Self.half else { return }
        entries.remove(at: Self.half)
        omitted += 1
    }

    private static func text(_ octets: [UInt8]) -> String {
        Frame(octets: octets).map { "\($0)" } ?? "a frame of \(octets.count) octets that T.30 does not know"
    }
}
