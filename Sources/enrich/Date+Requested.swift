import Foundation

extension Date {
    /// The time that an application asks for: RFC 3339 §5.6 with its offset, or RFC 5322 §3.3.
    ///
    /// - Returns: `nil` for anything else, and for years before 1970 or after 9999.
    init?(requested text: String) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let forms = [
            "yyyy-MM-dd'T'HH:mm:ssXXXXX", "yyyy-MM-dd'T'HH:mm:ss.SSSXXXXX", "EEE, d MMM yyyy HH:mm:ss Z",
            "d MMM yyyy HH:mm:ss Z",
        ]
        let dates = forms.lazy.compactMap { form -> Date? in
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.calendar = Calendar(identifier: .gregorian)
            formatter.timeZone = .gmt
            formatter.isLenient = false
            formatter.dateFormat = form
            guard let date = formatter.date(from: text) else { return nil }
            guard form.hasPrefix("EEE"), let zone = Self.zone(text) else { return date }
            // RFC 5322 §3.3: the day of the week must be that of the date. The formatter overlooks it.
            formatter.timeZone = zone
            return formatter.string(from: date).prefix(3) == text.prefix(3) ? date : nil
        }
        guard let date = dates.first, (0..<253_402_300_800).contains(date.timeIntervalSince1970) else { return nil }
        self = date
    }

    /// The zone of a text that ends with its offset: `+0100`.
    private static func zone(_ text: String) -> TimeZone? {
        guard let offset = Int(text.suffix(5)) else { return nil }
        return TimeZone(secondsFromGMT: offset / 100 * 3600 + offset % 100 * 60)
    }
}
