public import Configuration
public import DirectoryCopy
import Synchronization
public import UserProfiles

/// The profiles that the copy of the directory has: made once for each copy, so that a telephone that rings finds them at hand.
public final class DirectoryProfiles: ProfileSource {
    private struct State {
        var version = 0
        var list: SourcedProfiles?
        var badEntries: [BadProfile] = []
        /// Why there are none, or none of the newest copy.
        var problem: ProfileSourceError?
    }

    public let name = "the copy of the directory"
    private let settings: DirectoryUserProfileSettings
    private let mapping: EntryProfile
    private let hasCountryCode: Bool
    private let state: Mutex<State>

    /// The profiles of a directory with section `user-profiles`; `nil` where there is none.
    public init?(_ configuration: Configuration) {
        guard let directory = configuration.directory, let settings = directory.userProfiles else { return nil }
        self.settings = settings
        mapping = EntryProfile(
            settings, of: directory, OwnNumbers(configuration), mail: configuration.received.mail)
        hasCountryCode = configuration.dialling.countryCode != nil
        let pending = ProfileSourceError(
            source: name,
            message: "has not been read yet; where there is none, start dirsync, or run faxctl directory sync",
            isPending: true)
        state = Mutex(State(problem: pending))
    }

    /// Whether a copy has been read.
    public var isRead: Bool { state.withLock { $0.list != nil } }

    /// The entries of the copy that should have profiles, and have none, or not all of them.
    public var badEntries: [BadProfile] { state.withLock { $0.badEntries } }

    public func profiles(isForced: Bool) throws(ProfileSourceError) -> SourcedProfiles {
        let (list, problem) = state.withLock { ($0.list, $0.problem) }
        if let problem { throw problem }
        guard let list else { preconditionFailure("profiles that were not read have a problem") }
        return list
    }

    /// Takes those of `file`. Where it can't be used, what was there before stays.
    public func read(_ file: CopyFile) {
        guard file.has(mapping.needed) else {
            return fail(
                "lacks attributes of directory.user-profiles: have dirsync, or faxctl directory sync, make a new one")
        }
        var profiles = EntryProfiles(mapping, hasCountryCode: hasCountryCode)
        do throws(CopyError) {
            try file.forEach(settings.filter) { profiles.add($0) }
        } catch {
            return fail("can't be read: \(error)")
        }
        profiles.settle()
        state.withLock { state in
            state.version += 1
            state.list = SourcedProfiles(
                version: state.version, profiles: profiles.profiles, unclearNumbers: Array(profiles.unclear),
                commonNames: profiles.commonNames)
            state.badEntries = profiles.badEntries
            state.problem = nil
        }
    }

    /// Notes why there is no copy to read.
    public func fail(_ message: String) {
        state.withLock { $0.problem = ProfileSourceError(source: name, message: message) }
    }
}
