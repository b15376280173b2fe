import Foundation

/// What the far end knows of one call: the truth that everybody else is measured by.
struct CallRecord: Hashable, CallNotes {
    /// How and when a call ended, as the far end saw it.
    struct End: Hashable, Sendable {
        /// How.
        enum Kind: String, Hashable, Sendable {
            case busy, noAnswer, noCarrier
            /// The far end's connection was cut.
            case cut
            /// One of the two said goodbye.
            case goodbye
            /// The caller hung up without a word, or fell silent.
            case hungUp
        }

        /// When.
        var time: Date
        /// How.
        var kind: Kind
    }

    /// A page that was confirmed.
    struct Confirmation: Hashable, Sendable {
        /// When the far end said so.
        var time: Date
        /// The page; `nil` when it was none that anybody has sent.
        var page: NumberedPage?
        /// When the caller sent more pages after it, if it did: it has the confirmation on disk then, unless the spool
        /// took longer than a call can wait.
        var wentOn: Date?
    }

    /// Its place among all calls, from 0.
    let index: Int
    /// Who was called.
    let number: String
    /// The line that called.
    let line: String
    /// When it was dialled.
    let began: Date
    /// What was to go wrong.
    var mishap = Mishap.nothing
    /// Whether the number was busy because of another of our calls.
    var isCollision = false
    /// The pages that the far end has confirmed, in their order.
    private(set) var confirmations: [Confirmation] = []
    /// How often it has refused a page.
    private(set) var refusals = 0
    /// How it ended; `nil` while it has not.
    private(set) var end: End?

    /// A call that is being dialled.
    init(index: Int, number: String, line: String, began: Date) {
        self.index = index
        self.number = number
        self.line = line
        self.began = began
    }

    /// Notes what the far end notices.
    mutating func note(_ event: FarFax.Event, at time: Date) {
        switch event {
        case .confirmed(let page): confirmations.append(Confirmation(time: time, page: page))
        case .wentOn:
            guard let last = confirmations.indices.last, confirmations[last].wentOn == nil else { return }
            confirmations[last].wentOn = time
        case .refused: refusals += 1
        case .cut: ended(.cut, at: time)
        case .goodbye: ended(.goodbye, at: time)
        }
    }

    mutating func ended(_ kind: End.Kind, at time: Date) {
        if end == nil { end = End(time: time, kind: kind) }
    }
}

extension CallRecord: CustomStringConvertible {
    var description: String {
        let pages = confirmations.map { confirmation in
            let page = confirmation.page.map { "mail \($0.mail) page \($0.page)" } ?? "an unknown page"
            return ", confirmed \(page) at \(confirmation.time.clock)"
        }
        let end = end.map { ", \($0.kind.rawValue) at \($0.time.clock)" } ?? ", not ended"
        return "call \(index): \(began.clock) \(line) dials \(number), \(isCollision ? "collision" : "\(mishap)")"
            + pages.joined() + (refusals > 0 ? ", refused \(refusals)" : "") + end
    }
}

extension Date {
    /// The time of day in UTC, to the millisecond.
    var clock: String {
        let milliseconds = Int(timeIntervalSince1970 * 1000) % 86_400_000
        let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60)
        return String(format: "%02d:%02d:%06.3f", hours, minutes, Double(milliseconds % 60_000) / 1000)
    }
}
