public import Configuration

/// Where profiles come from: the configuration, a file, a directory's copy. It has them at hand: asking costs no more than to see
/// whether they have changed, because a telephone that rings does not wait.
public protocol ProfileSource: Sendable {
    /// What the operator calls it: `the configuration`, or a file's path.
    var name: String { get }

    /// The profiles as they are now.
    ///
    /// - Parameter isForced: whether they are to be read anew even where nothing seems to have changed.
    /// - Throws: when they can't be read, or something in them is wrong.
    func profiles(isForced: Bool) throws(ProfileSourceError) -> SourcedProfiles
}

/// The profiles of a source.
public struct SourcedProfiles: Hashable, Sendable {
    /// Another one whenever the profiles are other ones.
    public var version: Int
    /// The profiles, no two of one name.
    public var profiles: [UserProfile]
    /// Numbers that are somebody's although no profile says whose: calls to them are answered.
    public var unclearNumbers: [NumberPattern]
    /// By the names of profiles that have more in them because others are called the same: the name that they have in common. A profile of that
    /// name in a source before this one overrides them all.
    public var commonNames: [String: String]

    /// Profiles of this version.
    public init(
        version: Int, profiles: [UserProfile], unclearNumbers: [NumberPattern] = [], commonNames: [String: String] = [:]
    ) {
        self.commonNames = commonNames
        self.version = version
        self.profiles = profiles
        self.unclearNumbers = unclearNumbers
    }
}

/// Why the profiles of a source can't be had.
public struct ProfileSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The source's name.
    public var source: String
    /// The line, from 1; `nil` where the whole source is meant.
    public var line: Int?
    /// The character in the line, from 1; `nil` where the whole line is meant.
    public var column: Int?
    /// What is wrong, and what is expected.
    public var message: String
    /// Whether it is only too early: the source is about to be read for the first time.
    public var isPending: Bool

    /// Something wrong in `source`.
    public init(source: String, line: Int? = nil, column: Int? = nil, message: String, isPending: Bool = false) {
        self.source = source
        self.line = line
        self.column = column
        self.message = message
        self.isPending = isPending
    }

    public var description: String {
        ([source] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":") + ": \(message)"
    }
}

/// The profiles that the configuration lists: they change when the program is started anew.
public struct ConfiguredProfiles: ProfileSource {
    public let name = "the configuration"
    private let list: [UserProfile]

    /// The profiles of list `profiles`.
    public init(_ list: [UserProfile]) {
        self.list = list
    }

    public func profiles(isForced: Bool) -> SourcedProfiles {
        SourcedProfiles(version: 0, profiles: list)
    }
}
