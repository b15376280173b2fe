public import Configuration
import FaxAddressing
import FaxModel
import Foundation
import Synchronization

/// The profiles of all sources, as they are at the time. Where a source can't be read any more, what it had before stays in use.
public final class ProfileBook: Sendable {
    private struct State {
        var lists: [SourcedProfiles?]
        var table: ProfileTable?
        /// What is wrong with each source, as it was told last.
        var problems: [ProfileSourceError?]
    }

    /// How numbers that exchanges tell are understood.
    public let numbers: OwnNumbers
    private let sources: [any ProfileSource]
    private let place: ProfilePlace
    private let warn: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// A book of sources, the first in precedence first; none is read yet.
    ///
    /// - Parameter warn: called with a sentence when a source can't be read any more, and when it can again.
    public init(
        _ sources: [any ProfileSource], numbers: OwnNumbers, place: ProfilePlace,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.sources = sources
        self.numbers = numbers
        self.place = place
        self.warn = warn
        state = Mutex(
            State(
                lists: Array(repeating: nil, count: sources.count),
                problems: Array(repeating: nil, count: sources.count)))
    }

    /// All profiles as they are now.
    ///
    /// - Parameter isForced: whether every source is to be read anew even where nothing seems to have changed.
    /// - Throws: when a source can't be read, and never could.
    public func table(isForced: Bool = false) throws(ProfileSourceError) -> ProfileTable {
        let result = state.withLock { state -> Result<ProfileTable, ProfileSourceError> in
            var hasChanged = state.table == nil
            for (index, source) in sources.enumerated() {
                do throws(ProfileSourceError) {
                    let list = try source.profiles(isForced: isForced)
                    if state.problems[index] != nil { warn("\(source.name): the profiles can be read again.") }
                    state.problems[index] = nil
                    if state.lists[index]?.version != list.version {
                        state.lists[index] = list
                        hasChanged = true
                    }
                } catch {
                    if state.problems[index] != error {
                        let rest = state.lists[index] == nil ? "" : " The profiles that it had before stay in use."
                        warn("\(error).\(rest)")
                    }
                    state.problems[index] = error
                    guard state.lists[index] != nil else { return .failure(error) }
                }
            }
            if let table = state.table, !hasChanged { return .success(table) }
            let table = ProfileTable(
                zip(sources, state.lists).map { (name: $0.name, profiles: $1?.profiles ?? []) }, place)
            state.table = table
            return .success(table)
        }
        return try result.get()
    }
}

extension ProfileBook {
    /// The profiles that a configuration has and names, by their precedence: its own list, then its files in their order, then
    /// `others`.
    public convenience init(
        _ configuration: Configuration, others: [any ProfileSource] = [], warn: @escaping @Sendable (String) -> Void
    ) {
        let dialling = configuration.dialling
        let files = configuration.received.profileFiles.map {
            CSVProfiles(path: $0, hasCountryCode: dialling.countryCode != nil)
        }
        self.init(
            [ConfiguredProfiles(configuration.profiles)] + files + others,
            numbers: OwnNumbers(
                NumberPlan(
                    countryCode: dialling.countryCode, areaCode: dialling.areaCode,
                    internationalPrefix: dialling.internationalPrefix, nationalPrefix: dialling.nationalPrefix,
                    extensionDigits: dialling.extensionDigits), own: configuration.received.ownNumber),
            place: ProfilePlace(
                countryCode: dialling.countryCode, timeZone: configuration.received.timeZone), warn: warn)
    }
}
