import Foundation

/// Dates as a cover page shows them. Written out here, because the formatters of Foundation load the data of all
/// languages, which is more memory than a whole worker has.
enum LocalDate {
    /// `24 November 2026, 09:05`, in the time zone of the machine.
    static func words(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil, months.indices.contains(Int(parts.tm_mon)) else { return "" }
        let minute = parts.tm_min < 10 ? "0\(parts.tm_min)" : "\(parts.tm_min)"
        let hour = parts.tm_hour < 10 ? "0\(parts.tm_hour)" : "\(parts.tm_hour)"
        return "\(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(1900 + Int(parts.tm_year)), \(hour):\(minute)"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
