import FaxModel
import Foundation

/// The line on top of every page: who sends, when, to whom, and which page it is.
struct PageHeader: Hashable, Sendable {
    /// When the call began.
    var began: Date
    /// Who sends: the number as the line or the directory has it, and the company or name; or what the sender has chosen. Either may
    /// be empty. `nil` where there is to be no line.
    var sender: [String]?
    /// The number that was dialled; empty where somebody has called.
    var recipient: String
    /// Whether earlier pages of the fax went in an earlier call.
    var isContinued: Bool
    /// The zone in which the time is told.
    var timeZone = TimeZone.current

    /// Whether the rows of the line stay white.
    var isHidden: Bool { sender == nil }

    /// Date and sender.
    var left: String {
        ([time] + (sender ?? [])).filter { !$0.isEmpty }.joined(separator: "   ")
    }

    /// When the call began, with its zone, because the far end may be in another: `2026-11-30 08:05 +01:00`.
    private var time: String {
        began.formatted(
            .verbatim(
                "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits) \(timeZone: .iso8601(.long))",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: timeZone,
                calendar: Calendar(identifier: .gregorian)))
    }

    /// The recipient.
    var middle: String { recipient.isEmpty ? "" : "to \(recipient)" }

    /// The page, from 1.
    func right(page: Int, of count: Int) -> String {
        isContinued ? "continued, page \(page)/\(count)" : "page \(page)/\(count)"
    }
}
