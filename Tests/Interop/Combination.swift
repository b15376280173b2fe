import FaxModel
import Foundation

/// What two stations can agree on for a call: modulation and rate, coding, error correction.
struct Combination: Hashable, Sendable, CustomStringConvertible {
    var modulation: Modulation
    var coding: CodingScheme
    var errorCorrection: Bool
    /// Whether our line is the one that is limited to coding and error correction; else the far end is.
    var isLimitedByUs: Bool

    var description: String {
        "\(modulation), \(coding.rawValue)\(errorCorrection ? ", ECM" : ""), limited by \(isLimitedByUs ? "us" : "the far end")"
    }

    /// The modulation's place among all.
    var number: Int { Self.number(modulation) }

    private static func number(_ modulation: Modulation) -> Int { Modulation.allCases.firstIndex(of: modulation) ?? 0 }

    /// Those of machines that have MH only, and no error correction; of the modulations every second, from this one on, where not
    /// all are to be tried.
    static func plain(_ modulations: [Modulation], from first: Int) -> [Combination] {
        modulations.filter { isFull || number($0) % 2 == first }.map {
            Combination(modulation: $0, coding: .mh, errorCorrection: false, isLimitedByUs: false)
        }
    }

    /// Those to be tried with these modulations, one round after the other: every coding with error correction and without, at
    /// every rate, with `FAXPOST_COMBINATIONS=all` in the environment; else each rate with another of them.
    ///
    /// - Parameter offset: which of them the first rate has.
    static func rounds(_ modulations: [Modulation], offset: Int) -> [[Combination]] {
        guard isFull else {
            return [modulations.map { combination($0, kind: ((number($0) + offset) % kinds.count)) }]
        }
        return modulations.map { modulation in kinds.indices.map { combination(modulation, kind: $0) } }
    }

    private static func combination(_ modulation: Modulation, kind: Int) -> Combination {
        let (coding, errorCorrection) = kinds[kind]
        return Combination(
            modulation: modulation, coding: coding, errorCorrection: errorCorrection,
            isLimitedByUs: (number(modulation) / 2 + kind).isMultiple(of: 2))
    }

    /// Whether all combinations are to be tried.
    static let isFull = ProcessInfo.processInfo.environment["FAXPOST_COMBINATIONS"] == "all"

    private static let kinds: [(CodingScheme, Bool)] = [
        (.mh, false), (.mh, true), (.mr, false), (.mr, true), (.mmr, true),
    ]

    /// Rows of a page that takes a minute or so at this rate.
    var rows: Int { min(1000, modulation.bitRate / 10) }

    /// How the frame that says what was agreed on (DCS) begins in a call's log.
    func agreement(_ resolution: Resolution) -> String {
        "DCS \(modulation), \(coding.rawValue), 1728 pels, \(resolution.rawValue), "
            + (errorCorrection ? "ECM" : "0 ms")
    }

    /// The keys of our line that limit it to this rate, as `key: value, `.
    var rateLimit: String { "maximum-rate: \(modulation.bitRate), " }

    /// The keys of our line that limit it to this coding and error correction, as `key: value, `; none where the far end is
    /// limited.
    var codingLimit: String {
        guard isLimitedByUs else { return "" }
        return "error-correction: \(errorCorrection ? "yes" : "no"), codings: [\(names)], "
    }

    private var names: String {
        switch coding {
        case .mh: "MH"
        case .mr: "MH, MR"
        case .mmr: "MH, MR, MMR"
        }
    }

    /// HylaFAX's configuration that limits it to this coding and error correction, and to the modulations of this
    /// Recommendation and slower ones.
    var hylaFAX: String {
        var lines: [String] = []
        switch modulation.recommendation {
        case "V.27ter": lines = ["Class1RMQueryCmd: \"!24,48\"", "Class1TMQueryCmd: \"!24,48\""]
        case "V.29": lines = ["Class1RMQueryCmd: \"!24,48,72,96\"", "Class1TMQueryCmd: \"!24,48,72,96\""]
        default: break
        }
        if !isLimitedByUs {
            lines.append("Class1ECMSupport: \(errorCorrection ? "yes" : "no")")
            lines.append("Class1MRSupport: \(coding == .mh ? "no" : "yes")")
            lines.append("Class1MMRSupport: \(coding == .mmr ? "yes" : "no")")
        }
        return lines.joined(separator: "\n")
    }
}

extension Modulation {
    /// Efax's number of the rate: it has no other way to be told a modulation.
    var efaxRate: Int {
        switch self {
        case .v27ter2400: 0
        case .v27ter4800: 1
        case .v29at7200: 2
        case .v29at9600: 3
        case .v17at12000: 4
        case .v17at14400, .v17at7200, .v17at9600: 5
        }
    }
}
