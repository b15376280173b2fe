import FaxModel
import Foundation

@testable import T30

extension Line {
    /// Reads a line of a script; `nil` when it makes no sense.
    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first {
        case ">":
            self = .we(rest == "nothing" ? [] : rest.components(separatedBy: "; "))
        case "<":
            guard let line = Line(farEnd: rest) else { return nil }
            self = line
        case "wait":
            guard let milliseconds = Int(rest) else { return nil }
            self = .wait(milliseconds)
        case "silence": self = .silence
        case "cancel": self = .cancel
        case "abandon": self = .abandon
        case "modem":
            guard let event = ModemEvent(script: rest) else { return nil }
            self = .modem(event)
        case "stored":
            let isWhole = !rest.hasSuffix(" cut")
            let numbers = rest.prefix { $0 != " " }.split(separator: "/").compactMap { Int($0) }
            guard numbers.count == 3 else { return nil }
            self = .stored(
                CopyQuality(lines: numbers[0], badLines: numbers[1], longestBadRun: numbers[2], isWhole: isWhole))
        case "unstored": self = .stored(nil)
        case "unprepared": self = .noPage
        case "end":
            let parts = rest.split(separator: " ")
            guard parts.count == 2, let ending = CallEnding(rawValue: String(parts[0])), let pages = Int(parts[1])
            else { return nil }
            self = .end(ending, pages: pages)
        case "next": self = .nextRate(Int(rest))
        default: return nil
        }
    }

    /// What the far end does: `noise`, `data 300`, `TCF`, `block 0-2`, or frames.
    private init?(farEnd text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "noise": self = .noise
        case "TCF": self = .trainingCheck(words.count > 1 ? Int(words[1]) ?? 0 : 1500)
        case "data":
            guard let count = words.dropFirst().first.flatMap({ Int($0) }) else { return nil }
            // The last of it is RTC (T.4 §4.1.4), unless the carrier breaks off before.
            let end: [UInt8] = words.last == "cut" ? [] : [0x00, 0x08, 0x80, 0x00, 0x08, 0x80, 0x00, 0x08, 0x80]
            self = .data([UInt8](repeating: 0x55, count: max(0, count - end.count)) + end)
        case "block":
            let size = words.count > 2 ? Int(words[2]) ?? 256 : 256
            self = .block(Self.numbers(words.count > 1 ? words[1] : ""), of: size, isWhole: words.last != "cut")
        default:
            guard let frames = Frame.signal(text) else { return nil }
            self = .they(frames)
        }
    }

    /// Numbers as `0-2,5`.
    static func numbers(_ text: String) -> [Int] {
        text.split(separator: ",").flatMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
        }
    }
}

extension ModemEvent {
    /// Reads what a modem reports.
    fileprivate init?(script text: String) {
        switch text {
        case "connected": self = .connected
        case "data": self = .dataHeard
        case "other": self = .otherSignalHeard
        case "signal": self = .signalHeard
        case "carrier lost": self = .carrierLost
        case "dropped": self = .callDropped
        case "fails": self = .failed("no answer")
        case "hung up": self = .hungUp
        default:
            guard let failure = DialFailure(rawValue: text) else { return nil }
            self = .dialFailed(failure)
        }
    }
}
