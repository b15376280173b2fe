import Foundation

/// Times as an operator reads them: all of them in the zone of this machine, as those that he writes. (JSON and CSV have them in UTC.)
enum LocalTime {
    /// The zone, such as `Europe/Berlin`.
    static var zone: String { TimeZone.current.identifier }

    /// A day and a time of day.
    static func text(_ date: Date) -> String { text(date, "yyyy-MM-dd HH:mm:ss") }

    /// A time of day.
    static func clock(_ date: Date) -> String { text(date, "HH:mm:ss") }

    /// A sentence of the history, whose times are in UTC there: programs in several zones may have written them.
    static func localised(_ sentence: String) -> String {
        sentence.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) { match in
            (try? Date(String(match.output), strategy: .iso8601)).map { text($0) } ?? String(match.output)
        }
    }

    private static func text(_ date: Date, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = format
        return formatter.string(from: date)
    }
}
