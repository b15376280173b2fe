/// The exchange's numbers: who is reached by what is dialled, and who is engaged.
///
/// Only the digits of what is dialled count. First come the test numbers: they end in 0001 (busy), 0002 (no dial tone) or
/// 0003 (rings, and nobody answers). Otherwise a number reaches the modem with whose number it ends, so that trunk and country
/// prefixes may stand before it; the longest such number wins. Modems that share a number are a hunt group: the first that is free takes
/// the call. A number with which nothing ends is unobtainable.
struct Exchange: Sendable {
    /// What a dialled number comes to.
    enum Route: Equatable, Sendable, CustomStringConvertible {
        case reached(Int)
        case busy
        case noDialTone
        case neverAnswered
        case unobtainable

        /// The route in words.
        var description: String {
            switch self {
            case .reached(let modem): "reaches modem \(modem)"
            case .busy: "busy"
            case .noDialTone: "no dial tone"
            case .neverAnswered: "never answered"
            case .unobtainable: "unobtainable"
            }
        }
    }

    /// The endings of the test numbers.
    static let testNumbers: [(ending: String, route: Route)] = [
        ("0001", .busy), ("0002", .noDialTone), ("0003", .neverAnswered),
    ]

    private let numbers: [[String]]
    private var engaged: Set<Int> = []
    private var clearing: Set<Int> = []

    /// An exchange whose modem number `i` has the telephone numbers `numbers[i]`.
    init(numbers: [[String]]) {
        self.numbers = numbers
    }

    /// A modem dials: it is engaged from now on, and so is the modem that it reaches.
    ///
    /// Nil while whom it would reach is just being cleared from a call that the other end has left: dial again when that is over.
    mutating func dial(_ dialled: String, from caller: Int) -> Route? {
        engaged.insert(caller)
        let digits = dialled.filter(\.isASCIIDigit)
        if let test = Self.testNumbers.first(where: { digits.hasSuffix($0.ending) }) { return test.route }
        var longest = 0
        var candidates: [Int] = []
        for (modem, numbers) in numbers.enumerated() {
            let length = numbers.lazy.filter { digits.hasSuffix($0) }.map(\.count).max() ?? 0
            guard length > 0, length >= longest else { continue }
            if length > longest { candidates = [] }
            longest = length
            candidates.append(modem)
        }
        guard !candidates.isEmpty else { return .unobtainable }
        guard let free = candidates.first(where: { !engaged.contains($0) }) else {
            return candidates.contains(where: clearing.contains) ? nil : .busy
        }
        engaged.insert(free)
        return .reached(free)
    }

    /// A modem goes off hook without dialling.
    mutating func seize(_ modem: Int) { engaged.insert(modem) }

    /// The other end of this modem's call has hung up.
    mutating func beginClearing(_ modem: Int) {
        if engaged.contains(modem) { clearing.insert(modem) }
    }

    /// A modem is on hook again.
    mutating func release(_ modem: Int) {
        engaged.remove(modem)
        clearing.remove(modem)
    }
}

extension Character {
    /// Whether this is one of 0 to 9.
    var isASCIIDigit: Bool { isASCII && isNumber }
}
