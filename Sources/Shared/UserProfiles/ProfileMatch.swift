import Configuration
import FaxModel
public import Foundation

/// How exactly a profile is about a call. What it names counts in this order: the subaddress, the number that was dialled, the caller,
/// the far end's station id, the group of lines, the hours; the first in which two profiles differ decides.
public struct ProfileExactness: Hashable, Sendable, Comparable {
    private let values: [Int]

    init(_ values: [Int]) {
        self.values = values
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.values.lexicographicallyPrecedes(right.values)
    }
}

/// Whether a profile is about a call.
enum ProfileMatch: Hashable, Sendable {
    case matches(ProfileExactness)
    /// It is not: a clause that says why.
    case mismatch(String)
}

/// Where and when we are, for what profiles say of numbers and hours.
public struct ProfilePlace: Hashable, Sendable {
    /// Our country; `nil` where it is not known.
    public var countryCode: String?
    /// The zone of hours.
    public var timeZone: TimeZone

    /// A place.
    public init(countryCode: String?, timeZone: TimeZone) {
        self.countryCode = countryCode
        self.timeZone = timeZone
    }
}

extension UserProfile {
    /// Whether it is about `call`.
    ///
    /// - Parameter isAnswered: whether the far end has said what it says of itself; before that, what it, or the exchange of who calls,
    ///   may say yet is taken for granted.
    func match(_ call: CallFacts, isAnswered: Bool, _ place: ProfilePlace) -> ProfileMatch {
        var exactness: [Int] = []
        if !subaddresses.isEmpty, isAnswered {
            guard let subaddress = call.subaddress, subaddresses.contains(subaddress.filter { $0 != " " }) else {
                return .mismatch(
                    "it is for subaddress \(subaddresses.joined(separator: ", ")), not \(call.subaddress ?? "none")")
            }
        }
        exactness.append(subaddresses.isEmpty ? 0 : 1)
        var best = 0
        if !dialled.isEmpty {
            let matching = dialled.filter { pattern in
                call.dialled.contains { pattern.contains($0, countryCode: place.countryCode) }
            }
            guard let most = matching.map({ $0.exactness(countryCode: place.countryCode) }).max() else {
                return .mismatch("it is for \(Self.list(dialled)), and \(Self.dialled(call)) was dialled")
            }
            best = most + 1
        }
        exactness.append(best)
        best = 0
        if !callers.isEmpty, isAnswered || call.isCallerTold {
            let matching = callers.filter { $0.contains(call.caller, call.absence, countryCode: place.countryCode) }
            guard let most = matching.map({ $0.exactness(countryCode: place.countryCode) }).max() else {
                return .mismatch(
                    "it is for calls from \(Self.list(callers)), not \(call.caller?.digits ?? call.absence?.rawValue ?? "an unknown number")"
                )
            }
            best = most + 1
        }
        exactness.append(best)
        best = 0
        if !stations.isEmpty, isAnswered {
            let matching = stations.filter { pattern in call.station.map(pattern.contains) ?? false }
            guard let most = matching.map(\.exactness).max() else {
                return .mismatch(
                    "it is for stations \(Self.list(stations)), not \(call.station.map { "'\($0)'" } ?? "none")")
            }
            best = most
        }
        exactness.append(best)
        if !lineGroups.isEmpty, !lineGroups.contains(call.lineGroup) {
            return .mismatch("it is for lines of group \(Self.list(lineGroups)), not \(call.lineGroup)")
        }
        exactness.append(lineGroups.isEmpty ? 0 : 1)
        if !hours.isEmpty, !hours.contains(where: { $0.contains(call.time, in: place.timeZone) }) {
            return .mismatch("it holds \(Self.list(hours)) (\(place.timeZone.identifier))")
        }
        exactness.append(hours.isEmpty ? 0 : 1)
        return .matches(ProfileExactness(exactness))
    }

    private static func list(_ patterns: [some CustomStringConvertible]) -> String {
        let words = patterns.prefix(5).map(\.description)
        return words.joined(separator: ", ") + (patterns.count > words.count ? " …" : "")
    }

    private static func dialled(_ call: CallFacts) -> String {
        call.dialled.isEmpty ? "no known number" : call.dialled.map(\.digits).joined(separator: " or ")
    }
}

extension CallerPattern {
    fileprivate func exactness(countryCode: String?) -> Int {
        switch self {
        case .number(let pattern): pattern.exactness(countryCode: countryCode)
        case .withheld, .unavailable: 1
        }
    }
}
