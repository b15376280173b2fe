/// A point in time as RFC 3339 §5.6 or RFC 5322 §3.3 writes it.
///
/// Read by hand: the formatters of Foundation load the data of all languages when the first of them is made, which takes longer, and more
/// memory, than a server has that holds every other client up meanwhile.
struct RequestedTime {
    /// Seconds since 1970-01-01T00:00:00Z.
    private(set) var seconds: Double = 0
    private var rest: Substring

    /// Reads a time; `nil` for anything else.
    init?(_ text: String) {
        rest = text[...]
        guard let time = readInternetTime() ?? readMailTime(text), rest.isEmpty else { return nil }
        seconds = time
    }

    /// RFC 3339 §5.6: `2026-11-30T08:00:00.25+01:00`. Nothing is read where it is none.
    private mutating func readInternetTime() -> Double? {
        let start = rest
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T"),
            let date = Self.day(year, month, day), let time = clock(), let fraction = fraction(),
            let offset = skip("Z") ? 0 : offset(separator: ":")
        else {
            rest = start
            return nil
        }
        return Double(date * 86_400 + time - offset) + fraction
    }

    /// RFC 5322 §3.3: `Mon, 30 Nov 2026 08:00:00 +0100`, with or without the day of the week, which must be that of the date.
    private mutating func readMailTime(_ text: String) -> Double? {
        var weekday: Int?
        if rest.first?.isLetter == true {
            guard let found = word(of: Self.weekdays), skip(","), skip(" ") else { return nil }
            weekday = found
        }
        guard let day = number(2) ?? number(1), skip(" "), let month = word(of: Self.months), skip(" "),
            let year = number(4), skip(" "), let date = Self.day(year, month + 1, day),
            weekday == nil || (date + 3) % 7 == weekday, let time = clock(), skip(" "),
            let offset = offset(separator: "")
        else { return nil }
        return Double(date * 86_400 + time - offset)
    }

    /// `08:00:00`, in seconds. No minute has 61 seconds here.
    private mutating func clock() -> Int? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2), hour < 24,
            minute < 60, second < 60
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// `.25`, or nothing.
    private mutating func fraction() -> Double? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix { Self.digits.contains($0) }
        rest = rest[digits.endIndex...]
        return digits.isEmpty || digits.count > 9 ? nil : Double("0." + digits)
    }

    /// `+01:00`, in seconds east of Greenwich.
    private mutating func offset(separator: String) -> Int? {
        let sign = skip("-") ? -1 : skip("+") ? 1 : 0
        guard sign != 0, let hours = number(2), skip(separator), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// So many digits; none is read where there are fewer.
    private mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ Self.digits.contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return Int(digits)
    }

    private mutating func word(of words: [String]) -> Int? {
        guard let index = words.firstIndex(where: { rest.hasPrefix($0) }) else { return nil }
        rest = rest.dropFirst(3)
        return index
    }

    private mutating func skip(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    /// Days since 1970-01-01, by the Gregorian calendar; `nil` for a date that there is not.
    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard year >= 1970, (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477
        return (year - 1970) * 365 + leaps + lengths[..<(month - 1)].reduce(0, +) + day - 1
    }

    private static let digits: ClosedRange<Character> = "0"..."9"
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
