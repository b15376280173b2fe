/// A point in time as RFC 3339 §5.6 or RFC 5322 §3.3 writes it, with the zones of RFC 5322 §4.3 that say when it is.
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
        guard let time = readInternetTime() ?? readMailTime(), rest.isEmpty else { return nil }
        seconds = time
    }

    /// RFC 3339 §5.6: `2026-11-30T08:00:00.25+01:00`; `T` and `Z` in either case. Nothing is read where it is none.
    private mutating func readInternetTime() -> Double? {
        let start = rest
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            skip("T") || skip("t"),
            let date = Self.day(year, month, day), let time = clock(), let fraction = fraction(),
            let offset = skip("Z") || skip("z") ? 0 : offset(separator: ":")
        else {
            rest = start
            return nil
        }
        return Double(date * 86_400 + time - offset) + fraction
    }

    /// RFC 5322 §3.3: `Mon, 30 Nov 2026 08:00:00 +0100`, with or without the day of the week, which must be that of the date, and the
    /// seconds. Where a space may stand, more of them may, folds and comments among them.
    private mutating func readMailTime() -> Double? {
        skipSpace()
        var weekday: Int?
        if rest.first?.isLetter == true {
            weekday = word(of: Self.weekdays)
            skipSpace()
            guard weekday != nil, skip(",") else { return nil }
            skipSpace()
        }
        guard let day = number(2) ?? number(1), skipSpace(), let month = word(of: Self.months), skipSpace(),
            let year = number(4), skipSpace(), let date = Self.day(year, month + 1, day),
            weekday == nil || (date + 3) % 7 == weekday, let time = clock(mayLackSeconds: true), skipSpace(),
            let offset = offset(separator: "") ?? zone()
        else { return nil }
        skipSpace()
        return Double(date * 86_400 + time - offset)
    }

    /// `08:00:00`, in seconds. No minute has 61 seconds here.
    private mutating func clock(mayLackSeconds: Bool = false) -> Int? {
        guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        guard skip(":") else { return mayLackSeconds ? hour * 3_600 + minute * 60 : nil }
        guard let second = number(2), second < 60 else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// `.25`, or nothing.
    private mutating func fraction() -> Double? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix { Self.digits.contains($0) }
        rest = rest[digits.endIndex...]
        return digits.isEmpty ? nil : Double("0." + digits)
    }

    /// `+01:00`, in seconds east of Greenwich.
    private mutating func offset(separator: String) -> Int? {
        let sign = skip("-") ? -1 : skip("+") ? 1 : 0
        guard sign != 0, let hours = number(2), skip(separator), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// `GMT`, in seconds east of Greenwich; `nil` for the letters of the military, of which nobody knows what was meant (RFC 5322 §4.3).
    private mutating func zone() -> Int? {
        let name = rest.prefix { $0.isLetter }
        guard let hours = Self.zones[name.uppercased()] else { return nil }
        rest = rest[name.endIndex...]
        return hours * 3_600
    }

    /// White space, folds and comments, which may be nested (RFC 5322 §3.2.2, CFWS); `false` where there are none. A comment without an
    /// end is left where it is.
    @discardableResult private mutating func skipSpace() -> Bool {
        let start = rest
        var depth = 0
        while let character = rest.first, depth > 0 || character == "(" || character.isWhitespace {
            rest.removeFirst()
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "\\": rest = rest.dropFirst()
            default: break
            }
        }
        if depth > 0 { rest = start }
        return rest.startIndex > start.startIndex
    }

    /// So many digits; none is read where there are fewer.
    private mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ Self.digits.contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return Int(digits)
    }

    /// The place of the word of three letters that comes, in either case.
    private mutating func word(of words: [String]) -> Int? {
        guard let index = words.firstIndex(of: rest.prefix(3).lowercased()) else { return nil }
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
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    /// Hours east of Greenwich.
    private static let zones = [
        "UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
        "PDT": -7,
    ]
}
