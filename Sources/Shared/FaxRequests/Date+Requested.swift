import Foundation

extension Date {
    /// The time that an application asks for: RFC 3339 §5.6 with its offset, RFC 5322 §3.3, or a while after `now`, as at(1) has it:
    /// `now + 2 hours`.
    ///
    /// - Returns: `nil` for anything else, and for years before 1970 or after 9999.
    init?(requested text: String, now: Date) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }), text.utf8.count <= 100 else { return nil }
        if let duration = Self.wait(text) {
            self = now.addingTimeInterval(duration / .seconds(1))
            return
        }
        guard let time = RequestedTime(text), (0..<253_402_300_800).contains(time.seconds) else { return nil }
        self.init(timeIntervalSince1970: time.seconds)
    }

    /// The while in `now` or `now + 2 hours`.
    private static func wait(_ text: String) -> Duration? {
        let text = text.lowercased()
        guard text.hasPrefix("now") else { return nil }
        let rest = text.dropFirst(3).drop { $0 == " " }
        if rest.isEmpty { return .zero }
        guard rest.first == "+" else { return nil }
        return Duration(requested: String(rest.dropFirst().drop { $0 == " " }))
    }
}

extension Duration {
    /// A while as people write it: a whole number and a unit, `90s`, `5m`, `2h`, `1d`, `5 minutes`, `2 hours`; up to a year.
    init?(requested text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count <= 366 * 86_400 else { return nil }
        let seconds: Int
        switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
        case "s", "sec", "secs", "second", "seconds": seconds = 1
        case "m", "min", "mins", "minute", "minutes": seconds = 60
        case "h", "hour", "hours": seconds = 3_600
        case "d", "day", "days": seconds = 86_400
        case "week", "weeks": seconds = 7 * 86_400
        default: return nil
        }
        guard count * seconds <= 366 * 86_400 else { return nil }
        self = .seconds(count * seconds)
    }
}
