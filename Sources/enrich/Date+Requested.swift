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
            return formatter.date(from: text)
        }
        guard let date = dates.first, (0..<253_402_300_800).contains(date.timeIntervalSince1970) else { return nil }
        self = date
    }
}
