import FaxModel

/// In what a new copy differs from the one before.
public struct CopyDifference: Hashable, Sendable, Codable {
    /// Entries that reports name at the most.
    public static let mostNames = 1000

    /// Entries that are new.
    public var added = 0
    /// Entries that are not what they were.
    public var changed = 0
    /// Entries that are gone.
    public var removed = 0
    /// Entries that the one before had.
    public var before = 0
    /// Values by which entries are found.
    public var values = 0
    /// Values by which the entries of the one before were found; 0 where it was made by another configuration.
    public var valuesBefore = 0
    /// Of these, those by which entries were found that are gone.
    public var valuesRemoved = 0
    /// Whether there is a kind of value, such as an attribute, that many entries had and none has now.
    public var isKindLost = false
    /// Whether there was no copy before.
    public var isFirst = false
    /// Whether somebody can be found in the copy: by an address, a user, a number, whatever the configured filters ask for.
    public var isUsable = true
    /// Whether somebody could be found in the one before.
    public var wasUsable = true
    /// The names of those that are new, as many as anybody reads.
    public var addedNames: [String] = []
    /// The names of those that are not what they were.
    public var changedNames: [String] = []
    /// The names of those that are gone.
    public var removedNames: [String] = []

    /// Entries in the copy.
    public var entries: Int { before + added - removed }

    /// Whether there is none.
    public var isEmpty: Bool { added + changed + removed == 0 }

    /// The share of the entries that are gone, in percent.
    public var removedPercent: Double { before == 0 ? 0 : 100 * Double(removed) / Double(before) }

    /// The share of the values that are gone by which entries were found, in percent: of a kind that is lost all of them.
    public var lostPercent: Double {
        guard valuesBefore > 0 else { return 0 }
        return isKindLost ? 100 : max(0, 100 * Double(valuesBefore - values) / Double(valuesBefore))
    }

    /// How many entries may go, whatever share of a small directory they are.
    private static let fewEntries = 5

    /// Whether it takes more away than a share of the entries, in percent, and more than a few: somebody may have emptied the wrong
    /// folder. A share of 0 holds whatever takes an entry away; where nothing would be left, few are too many.
    ///
    /// A copy in which nobody can be found is too little whatever the share is, and also where there was none before: the base, the filter or what
    /// our name may read is mostly wrong then. Only where nobody could be found before either it is what the operator has let count.
    public func isExcessive(_ maximumPercent: Int) -> Bool {
        guard isUsable else { return isFirst || wasUsable }
        guard !isFirst else { return false }
        let areFew = maximumPercent > 0 && removed <= Self.fewEntries && removed < before
        if removedPercent > Double(maximumPercent), !areFew { return true }
        guard lostPercent > Double(maximumPercent) else { return false }
        guard areFew, !isKindLost else { return true }
        // The values of the few are gone with them.
        let lost = valuesBefore - valuesRemoved - values
        return 100 * Double(lost) > Double(maximumPercent) * Double(valuesBefore)
    }

    /// How many entries have a kind of value at the least so that it counts as lost when none has it any more.
    private static let many = 10

    /// Compares the copy at `path` with the one at `old`; `nil` where there was none.
    public init(_ path: String, old: String?) throws(CopyError) {
        let file = try SQLiteFile(path, .immutable)
        isUsable = try Self.isUsable(file, "main")
        guard let old else {
            isFirst = true
            added = Int(try file.number("SELECT count(*) FROM entry") ?? 0)
            addedNames = try Self.names(file, "SELECT dn FROM entry")
            return
        }
        try file.run("ATTACH DATABASE ? AS old", [.text("file:\(old)?immutable=1")])
        before = Int(try file.number("SELECT count(*) FROM old.entry") ?? 0)
        wasUsable = try Self.isUsable(file, "old")
        let new = "FROM entry WHERE NOT EXISTS (SELECT 1 FROM old.entry AS o WHERE o.uid = entry.uid)"
        let gone = "FROM old.entry AS o WHERE NOT EXISTS (SELECT 1 FROM main.entry AS n WHERE n.uid = o.uid)"
        let other =
            "FROM entry JOIN old.entry AS o ON o.uid = entry.uid WHERE o.record <> entry.record OR o.dn <> entry.dn"
        added = Int(try file.number("SELECT count(*) \(new)") ?? 0)
        removed = Int(try file.number("SELECT count(*) \(gone)") ?? 0)
        changed = Int(try file.number("SELECT count(*) \(other)") ?? 0)
        let isSamePlan =
            try file.number(
                """
                SELECT count(*) FROM meta JOIN old.meta AS o ON o.name = meta.name AND o.value = meta.value
                WHERE meta.name = 'fingerprint'
                """) == 1
        values = Int(try file.number("SELECT count(*) FROM place") ?? 0)
        if isSamePlan {
            valuesBefore = Int(try file.number("SELECT count(*) FROM old.place") ?? 0)
            valuesRemoved = Int(
                try file.number(
                    """
                    SELECT count(*) FROM old.place WHERE entry IN (
                        SELECT o.id FROM old.entry AS o WHERE NOT EXISTS (SELECT 1 FROM main.entry AS n WHERE n.uid = o.uid))
                    """) ?? 0)
            isKindLost =
                try file.number(
                    """
                    SELECT count(*) FROM (SELECT attribute FROM old.place GROUP BY attribute HAVING count(*) >= \(Self.many)) AS o
                    WHERE NOT EXISTS (SELECT 1 FROM main.place AS n WHERE n.attribute = o.attribute)
                    """) ?? 0 > 0
        }
        addedNames = try Self.names(file, "SELECT entry.dn \(new)")
        removedNames = try Self.names(file, "SELECT o.dn \(gone)")
        changedNames = try Self.names(file, "SELECT entry.dn \(other)")
    }

    /// Whether an entry has a value by which it is found, other than its own name.
    private static func isUsable(_ file: SQLiteFile, _ schema: String) throws(CopyError) -> Bool {
        try file.number("SELECT 1 FROM \(schema).place WHERE attribute > \(CopyWriter.Column.dn) LIMIT 1") != nil
    }

    private static func names(_ file: SQLiteFile, _ query: String) throws(CopyError) -> [String] {
        var names: [String] = []
        try file.run("\(query) LIMIT \(mostNames)") { row in names.append(row.text(0).singleLine()) }
        return names
    }
}
