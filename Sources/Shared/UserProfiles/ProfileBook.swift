public import Configuration
import FaxModel
import Foundation
import Synchronization

/// What operators are to know of the sources of profiles.
public struct ProfileNews: Hashable, Sendable, CustomStringConvertible {
    /// What has happened: a sentence or two.
    public var description: String
    /// Whether it is for the worse.
    public var isTrouble: Bool
}

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
    private let tell: @Sendable (ProfileNews) -> Void
    private let state: Mutex<State>

    /// A book of sources, the first in precedence first; none is read yet.
    ///
    /// - Parameter tell: called when a source can't be read any more, and when it can again.
    public init(
        _ sources: [any ProfileSource], numbers: OwnNumbers, place: ProfilePlace,
        tell: @escaping @Sendable (ProfileNews) -> Void
    ) {
        self.sources = sources
        self.numbers = numbers
        self.place = place
        self.tell = tell
        state = Mutex(
            State(
                lists: Array(repeating: nil, count: sources.count),
                problems: Array(repeating: nil, count: sources.count)))
    }

    /// All profiles as they are now.
    ///
    /// - Throws: when a source can't be read, and never could.
    public func table() throws(ProfileSourceError) -> ProfileTable {
        let result = state.withLock { state -> Result<ProfileTable, ProfileSourceError> in
            let table = read(&state, isForced: false)
            for (list, problem) in zip(state.lists, state.problems) where list == nil {
                if let problem { return .failure(problem) }
            }
            return .success(table)
        }
        return try result.get()
    }

    /// The profiles of all sources that can be read, or could be before, and what is wrong with sources.
    ///
    /// - Parameter isForced: whether every source is to be read anew even where nothing seems to have changed.
    public func reading(isForced: Bool = false) -> (table: ProfileTable, problems: [ProfileSourceError]) {
        state.withLock { state in
            let table = read(&state, isForced: isForced)
            return (table, state.problems.compactMap(\.self))
        }
    }

    /// Reads every source anew, and says what came of it: a sentence for the operator, who has asked for it.
    public func reread() -> ProfileNews {
        let (table, problems) = reading(isForced: true)
        guard !problems.isEmpty else {
            return ProfileNews(
                description: "The profiles were read anew: there are \(table.count).", isTrouble: false)
        }
        let names = Set(problems.map(\.source)).sorted().joined(separator: ", ")
        return ProfileNews(
            description:
                "The profiles were read anew, but for those of \(names), which can't be read: there are "
                + "\(table.count), those that were known before among them.", isTrouble: true)
    }

    /// Has all sources read that have changed.
    private func read(_ state: inout State, isForced: Bool) -> ProfileTable {
        var hasChanged = state.table == nil
        for (index, source) in sources.enumerated() {
            do throws(ProfileSourceError) {
                let list = try source.profiles(isForced: isForced)
                if let problem = state.problems[index], !problem.isPending {
                    tell(ProfileNews(description: "\(source.name): the profiles can be read again.", isTrouble: false))
                }
                state.problems[index] = nil
                if state.lists[index]?.version != list.version {
                    state.lists[index] = list
                    hasChanged = true
                }
            } catch {
                if state.problems[index] != error, !error.isPending {
                    let rest = state.lists[index] == nil ? "" : " The profiles that it had before stay in use."
                    tell(ProfileNews(description: "\(error).\(rest)", isTrouble: true))
                }
                state.problems[index] = error
            }
        }
        if let table = state.table, !hasChanged { return table }
        let table = ProfileTable(
            zip(sources, state.lists).map { (name: $0.name, profiles: $1?.profiles ?? []) }, place,
            unclearNumbers: state.lists.flatMap { $0?.unclearNumbers ?? [] },
            commonNames: state.lists.map { $0?.commonNames ?? [:] })
        state.table = table
        return table
    }
}

extension ProfileBook {
    /// The profiles that a configuration has and names, by their precedence: its own list, then its files in their order, then
    /// `others`.
    public convenience init(
        _ configuration: Configuration, others: [any ProfileSource] = [],
        tell: @escaping @Sendable (ProfileNews) -> Void
    ) {
        let dialling = configuration.dialling
        let files = configuration.received.profileFiles.map {
            CSVProfiles(
                path: $0, hasCountryCode: dialling.countryCode != nil, hasDirectory: configuration.directory != nil)
        }
        self.init(
            [ConfiguredProfiles(configuration.profiles)] + files + others, numbers: OwnNumbers(configuration),
            place: ProfilePlace(
                countryCode: dialling.countryCode, timeZone: configuration.received.timeZone), tell: tell)
    }
}
