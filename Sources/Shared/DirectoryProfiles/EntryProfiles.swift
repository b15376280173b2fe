import Configuration
import DirectoryCopy
import FaxModel
import LDAP
import UserProfiles

/// The profiles of many entries: what two of them both want to be about is nobody's.
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

    /// Takes away what is not clear, when all entries have been added.
    mutating func settle() {
        var places: [String: String] = [:]
        profiles = profiles.filter { profile in
            guard let other = places.updateValue(profile.place ?? "", forKey: profile.name) else { return true }
            places[profile.name] = other
            badEntries.append(
                BadProfile(
                    dn: profile.place ?? "",
                    reason: "its name '\(profile.name)' is that of \(other), too; it was left out"))
            unclear.formUnion(profile.dialled)
            return false
        }
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

/// An entry that should have a profile, and has none, or not all of it.
public struct BadProfile: Hashable, Sendable, Codable {
    /// Its distinguished name.
    public var dn: String
    /// What is wrong, and what was done about it.
    public var reason: String
}
