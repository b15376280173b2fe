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
        /// Of two in which the profiles differ, the later one has the greater number.
        var number = 0
        var lists: [SourcedProfiles?]
        /// What is wrong with each source, as it was told last.
        var problems: [ProfileSourceError?]
    }

    /// A reading whose profiles are merged.
    private struct Merged {
        var reading: Reading
        var table: ProfileTable
    }

    private struct State {
        /// What was read last.
        var latest: Reading
        /// What counts: `latest`, or what was read before it while that is being merged. It is never followed by an older one.
        var counting: Merged?
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
        state = Mutex(State(latest: Reading(lists: lists, problems: problems)))
    }

    /// All profiles as they are now.
    ///
    /// - Throws: when a source can't be read, and never could.
    public func table() throws(ProfileSourceError) -> ProfileTable {
        let merged = current()
        for (list, problem) in zip(merged.reading.lists, merged.reading.problems) where list == nil {
            if let problem { throw problem }
        }
        return merged.table
    }

    /// The profiles of all sources that can be read, or could be before, and what is wrong with sources.
    ///
    /// - Parameter isForced: whether every source is to be read anew even where nothing seems to have changed.
    public func reading(isForced: Bool = false) -> (table: ProfileTable, problems: [ProfileSourceError]) {
        let merged = current(isForced: isForced)
        return (merged.table, merged.reading.problems.compactMap(\.self))
    }

    /// Has `change` change what a source has, and merges anew.
    ///
    /// - Returns: all profiles then.
    public func update(_ change: () -> Void) -> ProfileTable {
        state.withLock { $0.merging += 1 }
        defer { state.withLock { $0.merging -= 1 } }
        change()
        return current(isLatest: true).table
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

    /// What there is now.
    ///
    /// - Parameter isLatest: whether it has to be what is read now; else it is what counted before, while others are merging what they have read.
    private func current(isForced: Bool = false, isLatest: Bool = false) -> Merged {
        let (counting, reading) = state.withLock { state -> (Merged?, Reading) in
            if !isForced, !isLatest, state.merging > 0, let counting = state.counting {
                return (counting, state.latest)
            }
            read(&state.latest, isForced: isForced)
            guard state.counting?.reading.number == state.latest.number else {
                state.merging += 1
                return (nil, state.latest)
            }
            state.counting?.reading.problems = state.latest.problems
            return (state.counting, state.latest)
        }
        return counting ?? merge(reading)
    }

    /// Merges what was read, and has it count unless something later counts by then. Whoever calls it is among those that are merging.
    ///
    /// - Returns: what counts.
    private func merge(_ reading: Reading) -> Merged {
        let table = ProfileTable(
            zip(sources, reading.lists).map { (name: $0.name, profiles: $1?.profiles ?? []) }, place,
            unclearNumbers: reading.lists.flatMap { $0?.unclearNumbers ?? [] },
            commonNames: reading.lists.map { $0?.commonNames ?? [:] })
        let (merged, old) = state.withLock { state -> (Merged, Merged?) in
            state.merging -= 1
            let old = state.counting
            // Others may have been quicker with what was read later.
            if let old, old.reading.number >= reading.number { return (old, nil) }
            let merged = Merged(reading: reading, table: table)
            state.counting = merged
            return (merged, old)
        }
        // Many profiles are given back here, and not where somebody waits for the lock.
        withExtendedLifetime(old) {}
        return merged
    }

    /// Has all sources read that have changed.
    private func read(_ reading: inout Reading, isForced: Bool) {
        var hasChanged = false
        for (index, source) in sources.enumerated() {
            do throws(ProfileSourceError) {
                let list = try source.profiles(isForced: isForced)
                if let problem = reading.problems[index], !problem.isPending {
                    tell(ProfileNews(description: "\(source.name): the profiles can be read again.", isTrouble: false))
                }
                reading.problems[index] = nil
                if reading.lists[index]?.version != list.version {
                    reading.lists[index] = list
                    hasChanged = true
                }
            } catch {
                if reading.problems[index] != error, !error.isPending {
                    let rest = reading.lists[index] == nil ? "" : " The profiles that it had before stay in use."
                    tell(ProfileNews(description: "\(error).\(rest)", isTrouble: true))
                }
                reading.problems[index] = error
            }
        }
        if hasChanged { reading.number += 1 }
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
