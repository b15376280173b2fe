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
    /// As `SourcedProfiles` has them.
    private(set) var commonNames: [String: String] = [:]

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
    /// which of them would be the first is chance, and so is the order of the entries.
    private mutating func separateNames() {
        let shared = Self.repeated(profiles)
        guard !shared.isEmpty else { return }
        var joined: [UserProfile] = []
        var places: [Way: Int] = [:]
        var entries: [[String]] = []
        for profile in profiles {
            let way = shared.contains(profile.name) ? Way(profile) : nil
            if let way, let index = places[way] {
                joined[index].dialled += profile.dialled
                entries[index].append(profile.place ?? "")
                continue
            }
            if let way { places[way] = joined.count }
            joined.append(profile)
            entries.append([profile.place ?? ""])
        }
        for index in joined.indices where entries[index].count > 1 {
            let names = entries[index].sorted()
            let numbers = Dictionary(joined[index].dialled.map { ($0.description, $0) }) { first, _ in first }
            joined[index].dialled = numbers.sorted { $0.key < $1.key }.map(\.value)
            joined[index].place =
                names.prefix(Self.mostPlaces).joined(separator: " and ")
                + (names.count > Self.mostPlaces ? " and \(names.count - Self.mostPlaces) more" : "")
        }
        rename(&joined, by: entries.map { $0.min() ?? "" })
        profiles = joined
    }

    /// Gives those of one name longer ones, by `entries`: until no two have one name, as somebody may be called what another is called now.
    /// What has no name of its own even then is nobody's.
    private mutating func rename(_ list: inout [UserProfile], by entries: [String]) {
        let names = list.map(\.name)
        var shared = Self.repeated(list)
        for _ in 0..<Self.mostRenamings where !shared.isEmpty {
            for index in list.indices where shared.contains(list[index].name) {
                list[index].rename("\(list[index].name) (\(entries[index]))")
            }
            shared = Self.repeated(list)
        }
        for (profile, name) in zip(list, names) where profile.name != name { commonNames[profile.name] = name }
        for profile in list where shared.contains(profile.name) {
            unclear.formUnion(profile.dialled)
            badEntries.append(
                BadProfile(
                    dn: profile.place ?? "",
                    reason:
                        "another one is called \(profile.name), too, and its faxes are sent otherwise: they are nobody's"
                ))
        }
        if !shared.isEmpty { list.removeAll { shared.contains($0.name) } }
    }

    /// The names that several have.
    private static func repeated(_ profiles: [UserProfile]) -> Set<String> {
        var names: Set<String> = []
        return Set(profiles.lazy.map(\.name).filter { !names.insert($0).inserted })
    }

    /// Entries of one profile that are named.
    private static let mostPlaces = 3
    /// How often a profile gets a longer name.
    private static let mostRenamings = 3

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
