public import LDAPGrammar

/// How the directory is copied, so that nobody has to ask it: section `directory.copy`.
public struct DirectoryCopySettings: Sendable, Hashable {
    /// How what has changed since the last time is found out.
    public enum Method: String, Sendable, CaseIterable, ConfigurationValue {
        /// The best that the server says it can.
        case automatic = "auto"
        /// Not at all: everything is read each time.
        case full
        /// By RFC 4533, as OpenLDAP's overlay syncprov does it.
        case syncrepl
        /// By Active Directory's DirSync control.
        case dirSync = "dirsync"
        /// By Active Directory's `uSNChanged`.
        case updateSequence = "usn"
        /// By `modifyTimestamp`; what is gone is found out by the names of all entries.
        case timestamp
    }

    /// What the copy is called in the spool.
    public var name: String
    /// How changes are found out.
    public var method: Method
    /// The DN below which everything is that is copied.
    public var base: String
    /// What is copied.
    public var filter: LDAPFilter
    /// How often `dirsync` looks for changes.
    public var every: Duration
    /// How often it reads everything all the same.
    public var fullEvery: Duration
    /// The share of the entries, in percent, that one run may take away; more is held for the operator.
    public var maximumDeletions: Int
    /// Entries, and references to other servers, that one search of a run may bring: a server that sends more sends without end.
    public var maximumEntries: Int
    /// How long a run may read.
    public var longestRun: Duration
    /// How much all that a run reads may be.
    public var maximumSize: ByteCount
    /// How often programs look whether there is a newer copy.
    public var check: Duration
    /// Where programs keep the copy that they read.
    public var folder: String

    /// Reads section `directory.copy`.
    init(
        _ section: ConfigurationSection, _ profile: DirectoryProfile, bases: [String]
    ) throws(ConfigurationError) {
        name = try section.value("name", default: "directory")
        guard !name.isEmpty, name.utf8.count <= 100, !name.hasSuffix(Self.heldSuffix) else {
            throw section.error("name", "'\(name)' is no name of up to 100 letters")
        }
        method = try section.value("method", default: .automatic)
        base = try section.value("base", default: Self.commonBase(bases))
        filter = try section.plainFilter("filter", default: profile.copyFilter)
        every = try section.time("every", default: .seconds(900))
        fullEvery = try section.time("full-every", default: .seconds(86_400))
        guard fullEvery >= every else { throw section.error("full-every", "is shorter than every") }
        maximumDeletions = try section.value("maximum-deletions", in: 0...100, default: 10)
        maximumEntries = try section.value("maximum-entries", in: 1...100_000_000, default: 1_000_000)
        longestRun = try section.time("longest-run", default: .seconds(3600))
        maximumSize = try section.value("maximum-size", default: .mebibytes(4096))
        guard maximumSize.bytes > 0 else { throw section.error("maximum-size", "must be more than nothing") }
        check = try section.time("check", default: .seconds(10))
        folder = try section.value("folder", default: "/tmp")
        try section.finish()
    }

    /// The DN that is above all of these.
    private static func commonBase(_ bases: [String]) -> String {
        var common = parts(bases[0])
        for other in bases.dropFirst().map(parts) {
            let same = zip(common.reversed(), other.reversed()).prefix { $0.lowercased() == $1.lowercased() }
            common = Array(common.suffix(same.count))
        }
        return common.joined(separator: ",")
    }

    private static func parts(_ dn: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in dn {
            if character == ",", !isEscaped {
                parts.append("")
            } else if character != " " || !parts[parts.count - 1].isEmpty {
                parts[parts.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return parts
    }

    /// What the name of a copy ends with that waits for the operator.
    static let heldSuffix = "/held"

    /// What a copy is called that waits for the operator.
    public var heldName: String { name + Self.heldSuffix }
}
