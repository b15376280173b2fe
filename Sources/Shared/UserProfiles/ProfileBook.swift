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
///
/// Merging many profiles takes a while, and a telephone that rings does not wait for it: whoever asks meanwhile is answered by what there was before.
public final class ProfileBook: Sendable {
    /// What the sources had when they were read.
    private struct Reading {
        var lists: [SourcedProfiles?]
        /// What is wrong with each source, as it was told last.
        var problems: [ProfileSourceError?]
        /// The profiles of `lists`; `nil` where they have not been merged.
        var table: ProfileTable?
    }

    private struct State {
        /// What counts.
        var reading: Reading
        /// How many are merging profiles now.
        var merging = 0
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
        let (lists, problems) = (
            sources.map { _ in nil as SourcedProfiles? }, sources.map { _ in nil as ProfileSourceError? }
        )
        state = Mutex(State(reading: Reading(lists: lists, problems: problems)))
    }

    /// All profiles as they are now.
    ///
    /// - Throws: when a source can't be read, and never could.
    public func table() throws(ProfileSourceError) -> ProfileTable {
        let (reading, table) = current(isForced: false)
        for (list, problem) in zip(reading.lists, reading.problems) where list == nil {
            if let problem { throw problem }
        }
        return table
    }

    /// The profiles of all sources that can be read, or could be before, and what is wrong with sources.
    ///
    /// - Parameter isForced: whether every source is to be read anew even where nothing seems to have changed.
    public func reading(isForced: Bool = false) -> (table: ProfileTable, problems: [ProfileSourceError]) {
        let (reading, table) = current(isForced: isForced)
        return (table, reading.problems.compactMap(\.self))
    }

    /// Has `change` change what a source has, and merges anew.
    ///
    /// - Returns: all profiles then.
    public func update(_ change: () -> Void) -> ProfileTable {
        var reading = state.withLock { state in
            state.merging += 1
            return state.reading
        }
        change()
        read(&reading, isForced: false)
        return merge(reading)
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

    /// What there is now; while others are being merged, what there was before.
    private func current(isForced: Bool) -> (Reading, ProfileTable) {
        let reading = state.withLock { state in
            guard isForced || state.merging == 0 || state.reading.table == nil else { return state.reading }
            var reading = state.reading
            read(&reading, isForced: isForced)
            if reading.table == nil { state.merging += 1 } else { state.reading = reading }
            return reading
        }
        return (reading, reading.table ?? merge(reading))
    }

    /// Merges what was read, and has it count. Whoever calls it is among those that are merging.
    private func merge(_ reading: Reading) -> ProfileTable {
        let table =
            reading.table
            ?? ProfileTable(
                zip(sources, reading.lists).map { (name: $0.name, profiles: $1?.profiles ?? []) }, place,
                unclearNumbers: reading.lists.flatMap { $0?.unclearNumbers ?? [] },
                commonNames: reading.lists.map { $0?.commonNames ?? [:] })
        let old = state.withLock { state in
            let old = state.reading
            state.reading = Reading(lists: reading.lists, problems: reading.problems, table: table)
            state.merging -= 1
            return old
        }
        // Many profiles are given back here, and not where somebody waits for the lock.
        withExtendedLifetime(old) {}
        return table
    }

    /// Has all sources read that have changed; where any has, there is no table of them all yet.
    private func read(_ reading: inout Reading, isForced: Bool) {
        for (index, source) in sources.enumerated() {
            do throws(ProfileSourceError) {
                let list = try source.profiles(isForced: isForced)
                if let problem = reading.problems[index], !problem.isPending {
                    tell(ProfileNews(description: "\(source.name): the profiles can be read again.", isTrouble: false))
                }
                reading.problems[index] = nil
                if reading.lists[index]?.version != list.version {
                    reading.lists[index] = list
                    reading.table = nil
                }
            } catch {
                if reading.problems[index] != error, !error.isPending {
                    let rest = reading.lists[index] == nil ? "" : " The profiles that it had before stay in use."
                    tell(ProfileNews(description: "\(error).\(rest)", isTrouble: true))
                }
                reading.problems[index] = error
            }
        }
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
                path: $0, hasCountryCode: dialling.countryCode != nil, hasDirectory: configuration.directory != nil,
                standard: configuration.received.mail)
        }
        self.init(
            [ConfiguredProfiles(configuration.profiles)] + files + others, numbers: OwnNumbers(configuration),
            place: ProfilePlace(
                countryCode: dialling.countryCode, timeZone: configuration.received.timeZone), tell: tell)
    }
}
