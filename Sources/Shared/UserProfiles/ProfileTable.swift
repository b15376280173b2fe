public import Configuration
import FaxModel

/// All profiles of all sources, merged: one of a name counts, that of the first source which has it.
public struct ProfileTable: Sendable {
    /// A profile, and where it comes from.
    public struct Entry: Hashable, Sendable {
        /// The profile.
        public var profile: UserProfile
        /// The name of its source, and where it stands there, as far as that is told.
        public var source: String
    }

    /// The profiles that count: by source, the first in precedence first, and in the order of each.
    public let entries: [Entry]
    /// Those that do not, because one of the same name stands in a source before theirs.
    public let overridden: [Entry]
    private let place: ProfilePlace
    /// Numbers that are somebody's although it is not clear whose.
    private let unclearNumbers: [NumberPattern]
    /// The places of profiles that name single numbers or beginnings of numbers, by those; and of all others.
    private let byNumber: [String: [Int]]
    private let others: [Int]

    /// Merges the profiles of sources, the first in precedence first.
    ///
    /// - Parameter unclearNumbers: numbers that are somebody's although no profile says whose.
    public init(
        _ sources: [(name: String, profiles: [UserProfile])], _ place: ProfilePlace,
        unclearNumbers: [NumberPattern] = []
    ) {
        self.unclearNumbers = unclearNumbers
        var entries: [Entry] = []
        var overridden: [Entry] = []
        var names: Set<String> = []
        for source in sources {
            for profile in source.profiles {
                let entry = Entry(
                    profile: profile, source: profile.place.map { "\(source.name) as \($0)" } ?? source.name)
                if names.insert(profile.name).inserted { entries.append(entry) } else { overridden.append(entry) }
            }
        }
        (self.entries, self.overridden, self.place) = (entries, overridden, place)
        var byNumber: [String: [Int]] = [:]
        var others: [Int] = []
        for (index, entry) in entries.enumerated() {
            let keys = entry.profile.dialled.map(\.key)
            if keys.isEmpty || keys.contains(nil) {
                others.append(index)
            } else {
                for key in Set(keys.compactMap(\.self)) { byNumber[key, default: []].append(index) }
            }
        }
        (self.byNumber, self.others) = (byNumber, others)
    }

    /// The profile of this name; `nil` where there is none.
    public func entry(named name: String) -> Entry? {
        entries.first { $0.profile.name == name }
    }

    /// Whose a received fax is.
    public func finding(_ call: CallFacts) -> ProfileFinding {
        finding(call, among: candidates(call))
    }

    /// Whose a received fax is, with what was found of every profile.
    public func explanation(_ call: CallFacts) -> ProfileFinding {
        finding(call, among: Array(entries.indices))
    }

    /// Whether a call that has not been answered may bring a fax for which there is a profile, other than a copy; or is to a number that
    /// is somebody's all the same.
    public func mayHaveProfile(_ call: CallFacts) -> Bool {
        isUnclear(call)
            || candidates(call).contains { index in
                let profile = entries[index].profile
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
            let entry = entries[index]
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
        finding.decision = best.map { entries[$0.index] }
        return finding
    }

    /// The profiles that can be about the number which was dialled, in their order.
    private func candidates(_ call: CallFacts) -> [Int] {
        var found = Set(others)
        for number in call.dialled {
            var digits = number.digits
            while !digits.isEmpty {
                found.formUnion(byNumber[digits] ?? [])
                digits.removeLast()
            }
        }
        return found.sorted()
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
