import Foundation

/// What a caller knows of one call of his: the truth by which what we have of it is measured.
struct CallerRecord: Hashable, CallNotes {
    /// That a page was confirmed.
    struct Confirmation: Hashable, Sendable {
        /// When.
        var time: Date
        /// The page, from 1.
        var page: Int
        /// Whether the caller has heard it.
        var isHeard: Bool
    }

    /// The number of the caller of the first call, and what stands in place of a mail on the pages of that call.
    static let (firstNumber, firstMail) = (5_000_000, 0x80_0000)

    /// Its place among all calls that came in, from 0.
    let index: Int
    /// The fax.
    let call: PlannedCall
    /// What was to go wrong.
    let mishap: CallerMishap
    /// The line that was called.
    let line: String
    /// When it was answered.
    let began: Date
    /// The confirmations, in their order.
    private(set) var confirmations: [Confirmation] = []
    /// How often a page was refused.
    private(set) var refusals = 0
    /// When it ended, and how; `nil` while it has not.
    private(set) var end: CallRecord.End?

    /// A call that is answered.
    init(index: Int, call: PlannedCall, mishap: CallerMishap, line: String, began: Date) {
        self.index = index
        self.call = call
        self.mishap = mishap
        self.line = line
        self.began = began
    }

    /// What the caller calls himself.
    var number: String { "\(Self.firstNumber + index)" }

    /// Whether the caller knows that his fax has come.
    var isThrough: Bool { confirmations.count(where: \.isHeard) == call.pageCount }

    /// Notes what the caller notices.
    mutating func note(_ event: CallingFax.Event, at time: Date) {
        switch event {
        case .confirmed(let page, let isHeard):
            confirmations.append(Confirmation(time: time, page: page, isHeard: isHeard))
        case .refused: refusals += 1
        case .cut: ended(.cut, at: time)
        case .goodbye: ended(.goodbye, at: time)
        }
    }

    mutating func ended(_ kind: CallRecord.End.Kind, at time: Date) {
        if end == nil { end = CallRecord.End(time: time, kind: kind) }
    }
}

extension CallerRecord: CustomStringConvertible {
    var description: String {
        let pages = confirmations.map {
            ", \($0.isHeard ? "" : "unheard ")confirmed page \($0.page) at \($0.time.clock)"
        }
        let end = end.map { ", \($0.kind.rawValue) at \($0.time.clock)" } ?? ", not ended"
        return "call in \(index): \(began.clock) \(number) on \(line), fax \(call.index) of \(call.pageCount) pages"
            + "\(call.correctsErrors ? " with error correction" : ""), \(mishap)" + pages.joined()
            + (refusals > 0 ? ", refused \(refusals)" : "") + end
    }
}
