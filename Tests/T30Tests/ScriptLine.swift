import FaxModel

@testable import T30

/// One line of a scripted call.
enum Line: Sendable {
    /// The far end sends these frames as one signal.
    case they([Frame])
    /// The far end sends these frames, damaged or not, and its signal goes on.
    case theyGoOn([Frame], isIntact: Bool = true)
    /// The far end sends a signal that can't be read.
    case noise
    /// The far end sends data at the rate that we wait for.
    case data([UInt8])
    /// The far end sends the zeros of a training check at the rate that we wait for, for so many milliseconds.
    case trainingCheck(Int)
    /// The far end sends these frames of a block, each of so many octets, and RCP, unless the carrier breaks off before.
    case block([Int], of: Int, isWhole: Bool = true)
    /// The far end is silent: time goes by until we do something.
    case silence
    /// So many milliseconds go by.
    case wait(Int)
    /// The modem reports this.
    case modem(ModemEvent)
    /// The page is on disk, or not.
    case stored(CopyQuality?)
    /// The page that is asked for can't be had.
    case noPage
    /// The call is no longer wanted.
    case cancel
    /// The call must not go on.
    case abandon
    /// We do these things, and nothing else.
    case we([String])
    /// The call has ended so, with so many pages confirmed, and nothing was done that the script does not mention.
    case end(CallEnding, pages: Int)
    /// With what rate the next call had better begin, in bit/s; `nil` for the fastest.
    case nextRate(Int?)

    static func they(_ fields: FacsimileControlField...) -> Line {
        .they(fields.map { Frame($0, isFinal: $0 == fields.last, fromDISReceiver: false) })
    }

    static func we(_ deeds: String...) -> Line { .we(deeds) }
}
