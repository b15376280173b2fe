import FaxModel
import Foundation

/// The line on top of every page: who sends, when, to whom, and which page it is.
struct PageHeader: Hashable, Sendable {
    /// When the call began.
    var began: Date
    /// The sender's number, as the line or the directory has it; may be empty.
    var senderNumber: String
    /// The sender's company or name; may be empty.
    var senderName: String
    /// The number that was dialled; empty where somebody has called.
    var recipient: String
    /// Whether earlier pages of the fax went in an earlier call.
    var isContinued: Bool

    /// Date and sender.
    var left: String {
        let date = began.formatted(
            .verbatim(
                "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .current,
                calendar: Calendar(identifier: .gregorian)))
        return [date, senderNumber, senderName].filter { !$0.isEmpty }.joined(separator: "   ")
    }

    /// The recipient.
    var middle: String { recipient.isEmpty ? "" : "to \(recipient)" }

    /// The page, from 1.
    func right(page: Int, of count: Int) -> String {
        isContinued ? "continued, page \(page)/\(count)" : "page \(page)/\(count)"
    }
}
