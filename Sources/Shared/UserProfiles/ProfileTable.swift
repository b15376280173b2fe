public import Configuration
import FaxModel

/// All profiles of all sources, merged: one of a name counts, that of the first source which has it.
public struct ProfileTable: Sendable {
    /// A profile, and where it comes from.
    public struct Entry: Hashable, Sendable {
        /// The profile.
        public var profile: UserProfile
        /// The name of its source.
        var sourceName: String

        /// The name of its source, and where it stands there, as far as that is told.
        public var source: String { profile.place.map { "\(sourceName) as \($0)" } ?? sourceName }
    }

    /// Where a profile stands: there may be as many as a large company has people, so they are kept once, in the lists of their sources.
    private struct Position {
        var source: Int32
        var index: Int32
    }

    /// A number, or a beginning of numbers, that a profile names.
    private struct Key {
        var digits: String
        /// The profile's place in `positions`.
        var index: Int32
    }

    private let sources: [(name: String, profiles: [UserProfile])]
    private let positions: [Position]
    private let overriddenPositions: [Position]
    private let place: ProfilePlace
    /// Numbers that are somebody's although it is not clear whose.
    private let unclearNumbers: [NumberPattern]
    /// The profiles that name single numbers or beginnings of numbers, in the order of those; and the places of all others.
    private let keys: [Key]
    private let others: [Int]

    /// Merges the profiles of sources, the first in precedence first.
    ///
    /// - Parameters:
    ///   - unclearNumbers: numbers that are somebody's although no profile says whose.
    ///   - commonNames: for each source, as `SourcedProfiles` has them.
    public init(
        _ sources: [(name: String, profiles: [UserProfile])], _ place: ProfilePlace,
        unclearNumbers: [NumberPattern] = [], commonNames: [[String: String]] = []
    ) {
        self.unclearNumbers = unclearNumbers
        (self.sources, self.place) = (sources, place)
        var positions: [Position] = []
        var overridden: [Position] = []
        var names: Set<String> = []
        var keys: [Key] = []
        var others: [Int] = []
        let count = sources.reduce(0) { $0 + $1.profiles.count }
        positions.reserveCapacity(count)
        names.reserveCapacity(count)
        for (source, list) in sources.enumerated() {
            let commonNames = source < commonNames.count ? commonNames[source] : [:]
            for (index, profile) in list.profiles.enumerated() {
                let position = Position(source: Int32(source), index: Int32(index))
                let isOverridden = commonNames[profile.name].map(names.contains) ?? false
                guard !isOverridden, names.insert(profile.name).inserted else {
                    overridden.append(position)
                    continue
                }
                let digits = profile.dialled.map(\.key)
                if digits.isEmpty || digits.contains(nil) {
                    others.append(positions.count)
                } else {
                    for digits in digits.compactMap(\.self) {
                        keys.append(Key(digits: digits, index: Int32(positions.count)))
                    }
                }
                positions.append(position)
            }
        }
        keys.sort { $0.digits < $1.digits }
        (self.positions, overriddenPositions, self.keys, self.others) = (positions, overridden, keys, others)
    }

    /// How many profiles count.
    public var count: Int { positions.count }

    /// The profiles that count: by source, the first in precedence first, and in the order of each.
    public var entries: [Entry] { positions.map(entry) }

    /// Those that do not, because one of the same name stands in a source before theirs.
    public var overridden: [Entry] { overriddenPositions.map(entry) }

    private func entry(_ position: Position) -> Entry {
        let source = sources[Int(position.source)]
        return Entry(profile: source.profiles[Int(position.index)], sourceName: source.name)
    }

    /// The profile of this name; `nil` where there is none.
    public func entry(named name: String) -> Entry? {
        positions.lazy.map(entry).first { $0.profile.name == name }
    }

    /// Whose a received fax is.
    public func finding(_ call: CallFacts) -> ProfileFinding {
        finding(call, among: candidates(call))
    }

    /// Whose a received fax is, with what was found of every profile.
    public func explanation(_ call: CallFacts) -> ProfileFinding {
        finding(call, among: Array(positions.indices))
    }

    /// Whether a call that has not been answered may bring a fax for which there is a profile, other than a copy; or is to a number that
    /// is somebody's all the same.
    public func mayHaveProfile(_ call: CallFacts) -> Bool {
        isUnclear(call)
            || candidates(call).contains { index in
                let profile = entry(positions[index]).profile
                guard !profile.isCopy, case .matches = profile.match(call, isAnswered: false, place) else {
                    return false
                }
                return true
            }
    }

    /// Whether it is to a number that is somebody's, and it is not clear whose.
    public func isUnclear(_ call: CallFacts) -> Bool {
        unclearNumbers.contains { pattern in
            call.dialled.contains { pattern.contains($0, countryCode: place.countryCode) }
        }
    }

    private func finding(_ call: CallFacts, among indices: [Int]) -> ProfileFinding {
        var finding = ProfileFinding()
        var best: (index: Int, exactness: ProfileExactness)?
        for index in indices {
            let entry = entry(positions[index])
            switch entry.profile.match(call, isAnswered: true, place) {
            case .mismatch(let reason):
                finding.mismatches.append(ProfileFinding.Mismatch(entry: entry, reason: reason))
            case .matches where entry.profile.isCopy:
                finding.copies.append(entry)
            case .matches(let exactness):
                finding.matches.append(entry)
                // Of two as exact, the earlier one.
                if best.map({ $0.exactness < exactness }) ?? true { best = (index, exactness) }
            }
        }
        finding.decision = best.map { entry(positions[$0.index]) }
        return finding
    }

    /// The profiles that can be about the number which was dialled, in their order.
    private func candidates(_ call: CallFacts) -> [Int] {
        var found = Set(others)
        for number in call.dialled {
            var digits = number.digits
            while !digits.isEmpty {
                found.formUnion(indices(of: digits))
                digits.removeLast()
            }
        }
        return found.sorted()
    }

    /// The profiles that name exactly these digits.
    private func indices(of digits: String) -> [Int] {
        var (first, end) = (0, keys.count)
        while first < end {
            let middle = (first + end) / 2
            if keys[middle].digits < digits { first = middle + 1 } else { end = middle }
        }
        return keys[first...].prefix { $0.digits == digits }.map { Int($0.index) }
    }
}

extension NumberPattern {
    /// Digits with which every number begins that is among it; `nil` where there are none such.
    fileprivate var key: String? {
        switch self {
        case .beginning(let digits), .oneExtension(let digits): digits
        case .anywhere, .extensions, .national, .international, .range: nil
        }
    }
}
