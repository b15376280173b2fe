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

    /// Whether the rows of the line stay white.
    var isHidden: Bool { sender == nil }

    /// Date and sender.
    var left: String {
        let date = began.formatted(
            .verbatim(
                "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .current,
                calendar: Calendar(identifier: .gregorian)))
        return ([date] + (sender ?? [])).filter { !$0.isEmpty }.joined(separator: "   ")
    }

    /// The recipient.
    var middle: String { recipient.isEmpty ? "" : "to \(recipient)" }

    /// The page, from 1.
    func right(page: Int, of count: Int) -> String {
        isContinued ? "continued, page \(page)/\(count)" : "page \(page)/\(count)"
    }
}
