public import Foundation

/// A date and time as mail has it (RFC 5321 §4.1.2 and §4.4, RFC 5322 §3.3): `Tue, 24 Nov 2026 00:00:38 +0000`.
public struct MailDate: Hashable, Sendable, CustomStringConvertible {
    private let seconds: Int
    private let offset: Int

    /// `date`, in whole seconds, told in the time of `zone`.
    public init(_ date: Date, in zone: TimeZone = .gmt) {
        offset = zone.secondsFromGMT(for: date) / 60 * 60
        seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
    }

    public var description: String {
        let (days, second) = seconds.quotientAndRemainder(flooringBy: 86400)
        let (year, month, day) = Self.civil(days)
        let weekday = (days + 4).quotientAndRemainder(flooringBy: 7).remainder
        let time = "\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60))"
        let zone = "\(offset < 0 ? "-" : "+")\(Self.two(abs(offset) / 3600))\(Self.two(abs(offset) / 60 % 60))"
        return "\(Self.weekdays[weekday]), \(Self.two(day)) \(Self.months[month - 1]) \(year) \(time) \(zone)"
    }

    /// The date of the Gregorian calendar, `days` after 1970-01-01. Years are counted from March, so that the leap day
    /// is the last of its year; 400 years have 146,097 days.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooringBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    private static func two(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Int {
    /// Quotient rounded down, and the remainder, which is never negative.
    fileprivate func quotientAndRemainder(flooringBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
