import Configuration
import DirectoryCopy
import FaxModel
import LDAP
import UserProfiles

/// The profiles of many entries. Those that would send their faxes the same way, as two people with one mailbox do, are one of all their
/// numbers; what two others both want to be about is nobody's.
struct EntryProfiles {
    /// Of which faxes a profile is: two that agree in this can't be told from each other.
    private struct Faxes: Hashable {
        var number: NumberPattern?
        var subaddresses: [String]
        var callers: [CallerPattern]
        var stations: [StationPattern]
        var lineGroups: [Lane]
        var hours: [ProfileHours]

        init(_ profile: UserProfile, _ number: NumberPattern?) {
            self.number = number
            (subaddresses, callers, stations) = (profile.subaddresses, profile.callers, profile.stations)
            (lineGroups, hours) = (profile.lineGroups, profile.hours)
        }
    }

    private let mapping: EntryProfile
    private let hasCountryCode: Bool
    /// The profiles, in the order of their entries.
    private(set) var profiles: [UserProfile] = []
    /// Entries that should have a profile and have none, or not all of it.
    private(set) var badEntries: [BadProfile] = []
    /// Numbers that are somebody's, and it is not clear whose.
    private(set) var unclear: Set<NumberPattern> = []

    /// No profiles yet.
    init(_ mapping: EntryProfile, hasCountryCode: Bool) {
        self.mapping = mapping
        self.hasCountryCode = hasCountryCode
    }

    /// Adds an entry's.
    mutating func add(_ entry: LDAPEntry) {
        var notes: [String] = []
        do throws(EntryProfile.Problem) {
            let profile = try mapping.profile(of: entry, hasCountryCode: hasCountryCode, notes: &notes)
            if let profile { profiles.append(profile) }
        } catch {
            notes.append(error.reason)
            unclear.formUnion(error.numbers)
        }
        badEntries += notes.map { BadProfile(dn: entry.dn.singleLine(), reason: $0) }
    }

    /// What an entry's faxes have in common with those of another that would be sent the same way.
    private struct Way: Hashable {
        /// The profile without what may differ.
        var profile: UserProfile
        /// Whether it is about numbers: one that is not is about any.
        var isNumbered: Bool

        init(_ profile: UserProfile) {
            self.profile = profile
            isNumbered = !profile.dialled.isEmpty
            (self.profile.dialled, self.profile.place) = ([], nil)
        }
    }

    /// Gives each profile a name of its own, and takes away what is not clear, when all entries have been added.
    mutating func settle() {
        separateNames()
        takeAwayUnclear()
    }

    /// Joins those of one name that send faxes the same way. Where there are others of that name, all have the names of their entries in theirs:
    /// which of them would be the first is chance.
    private mutating func separateNames() {
        var counts: [String: Int] = [:]
        for profile in profiles { counts[profile.name, default: 0] += 1 }
        guard counts.count < profiles.count else { return }
        var joined: [UserProfile] = []
        var places: [Way: Int] = [:]
        var entries: [Int: [String]] = [:]
        var ways: [String: Int] = [:]
        for profile in profiles {
            guard counts[profile.name, default: 0] > 1 else {
                joined.append(profile)
                continue
            }
            let way = Way(profile)
            if let index = places[way] {
                for number in profile.dialled where !joined[index].dialled.contains(number) {
                    joined[index].dialled.append(number)
                }
                entries[index, default: []].append(profile.place ?? "")
            } else {
                places[way] = joined.count
                entries[joined.count] = [profile.place ?? ""]
                ways[profile.name, default: 0] += 1
                joined.append(profile)
            }
        }
        for (index, names) in entries {
            let name = joined[index].name
            if ways[name, default: 0] > 1 { joined[index].rename("\(name) (\(names[0]))") }
            joined[index].place =
                names.prefix(Self.mostPlaces).joined(separator: " and ")
                + (names.count > Self.mostPlaces ? " and \(names.count - Self.mostPlaces) more" : "")
        }
        profiles = joined
    }

    /// Entries of one profile that are named.
    private static let mostPlaces = 3

    private mutating func takeAwayUnclear() {
        var owners: [Faxes: Int] = [:]
        for profile in profiles where !profile.isCopy {
            for faxes in Self.faxes(of: profile) { owners[faxes, default: 0] += 1 }
        }
        profiles = profiles.compactMap { profile in
            let shared = profile.isCopy ? [] : Self.faxes(of: profile).filter { owners[$0, default: 0] > 1 }
            guard let first = shared.first else { return profile }
            let what = first.number.map(\.description) ?? "subaddress \(profile.subaddresses.joined(separator: ", "))"
            badEntries.append(
                BadProfile(
                    dn: profile.place ?? "",
                    reason:
                        "\(owners[first, default: 0] - 1) other(s) have \(what), too: it is nobody's until a profile of the "
                        + "configuration or of a file says whose"))
            let numbers = shared.compactMap(\.number)
            unclear.formUnion(numbers)
            var rest = profile
            rest.dialled.removeAll { numbers.contains($0) }
            return rest.dialled.isEmpty ? nil : rest
        }
    }

    private static func faxes(of profile: UserProfile) -> [Faxes] {
        profile.dialled.isEmpty ? [Faxes(profile, nil)] : profile.dialled.map { Faxes(profile, $0) }
    }
}

extension UserProfile {
    fileprivate mutating func rename(_ name: String) {
        self.name = name
        route.profile = name
    }
}

/// An entry that should have a profile, and has none, or not all of it.
public struct BadProfile: Hashable, Sendable, Codable {
    /// Its distinguished name.
    public var dn: String
    /// What is wrong, and what was done about it.
    public var reason: String
}
