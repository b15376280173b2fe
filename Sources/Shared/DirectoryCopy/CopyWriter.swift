import Directory
import FaxModel
public import LDAP
import LDAPGrammar

/// Makes a copy: a file that is written by one thread, and is what it is when it is finished.
public final class CopyWriter {
    /// An entry of which something can't be used.
    public struct BadEntry: Hashable, Sendable, Codable {
        /// Its distinguished name.
        public var dn: String
        /// What is wrong, and what was done about it.
        public var reason: String
    }

    /// The columns of an index of values that are no attribute's.
    enum Column {
        static let number: Int64 = -1
        static let dn: Int64 = -2
    }

    /// Bad entries of which reports speak at the most.
    public static let mostBadEntries = 1000

    private let file: SQLiteFile
    private let plan: CopyPlan
    private let numbers: [LDAPAttribute: Int64]
    private var isMarking = false
    /// Entries of which something could not be used: as many as reports speak of.
    public private(set) var badEntries: [BadEntry] = []
    /// All of them.
    public private(set) var badCount = 0

    /// A writer of the file at `path`.
    ///
    /// - Parameter isNew: whether the file is to be made, for nobody else's eyes, or is a copy already, by the same plan, that is changed.
    public init(_ path: String, _ plan: CopyPlan, isNew: Bool) throws(CopyError) {
        self.plan = plan
        numbers = Dictionary(
            uniqueKeysWithValues: plan.attributes.enumerated().map { ($0.element, Int64($0.offset)) })
        if isNew { _ = try ScratchFile.make(path) }
        file = try SQLiteFile(path, .scratch)
        if isNew {
            try file.execute(
                """
                PRAGMA page_size = 4096;
                CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE entry (id INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, dn TEXT NOT NULL, record BLOB NOT NULL);
                CREATE TABLE place (attribute INTEGER, value BLOB, entry INTEGER, PRIMARY KEY (attribute, value, entry)) WITHOUT ROWID;
                """)
        }
        try file.execute("BEGIN")
        if isNew {
            try set("version", CopyRecord.version)
            try set("fingerprint", plan.fingerprint)
            try set("attributes", plan.attributes.map(\.name).joined(separator: ","))
        }
    }

    /// Keeps an entry, in place of what was known of it.
    ///
    /// - Parameter uid: what names it as long as it is there, whatever it is called.
    public func put(_ entry: LDAPEntry, uid: [UInt8]) throws(CopyError) {
        guard !uid.isEmpty, !entry.dn.isEmpty else { return note(entry.dn, "it has no name; it was left out") }
        let record = CopyRecord.encode(entry, plan.attributes)
        guard record.count <= CopyRecord.largest else {
            return note(entry.dn, "it has \(record.count) octets; it was left out")
        }
        let places = places(of: entry, noting: true)
        if let (id, old, dn) = try find(uid) {
            guard old != record || dn != entry.dn else { return }
            try removePlaces(of: id, dn, old)
            try file.run(
                "UPDATE entry SET dn = ?, record = ? WHERE id = ?", [.text(entry.dn), .octets(record), .integer(id)])
            try insert(places, of: id)
        } else {
            try file.run(
                "INSERT INTO entry (uid, dn, record) VALUES (?, ?, ?)",
                [.octets(uid), .text(entry.dn), .octets(record)])
            try insert(places, of: file.lastRow)
        }
    }

    /// Takes an entry away. One that is not there changes nothing.
    public func remove(uid: [UInt8]) throws(CopyError) {
        guard let (id, old, dn) = try find(uid) else { return }
        try removePlaces(of: id, dn, old)
        try file.run("DELETE FROM entry WHERE id = ?", [.integer(id)])
    }

    /// Notes that an entry is there still.
    public func mark(uid: [UInt8]) throws(CopyError) {
        if !isMarking {
            try file.execute("CREATE TEMP TABLE marked (uid BLOB PRIMARY KEY) WITHOUT ROWID")
            isMarking = true
        }
        try file.run("INSERT INTO marked (uid) VALUES (?) ON CONFLICT DO NOTHING", [.octets(uid)])
    }

    /// Takes all entries away that were not noted as being there.
    public func removeUnmarked() throws(CopyError) {
        var gone: [[UInt8]] = []
        let condition = isMarking ? "WHERE NOT EXISTS (SELECT 1 FROM marked WHERE marked.uid = entry.uid)" : ""
        try file.run("SELECT uid FROM entry \(condition)") { row in gone.append(row.octets(0)) }
        for uid in gone { try remove(uid: uid) }
    }

    /// Keeps a fact about the copy.
    public func set(_ name: String, _ value: String) throws(CopyError) {
        try file.run(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            [.text(name), .text(value)])
    }

    /// Notes what is wrong with an entry.
    public func note(_ dn: String, _ reason: String) {
        badCount += 1
        if badEntries.count < Self.mostBadEntries {
            badEntries.append(BadEntry(dn: dn.singleLine(), reason: reason.singleLine(limit: 500)))
        }
    }

    /// Ends the writing: the file is what it is from now on.
    public func finish() throws(CopyError) {
        try file.execute("COMMIT")
    }

    private func find(_ uid: [UInt8]) throws(CopyError) -> (id: Int64, record: [UInt8], dn: String)? {
        var found: (id: Int64, record: [UInt8], dn: String)?
        try file.run("SELECT id, record, dn FROM entry WHERE uid = ?", [.octets(uid)]) { row in
            found = (row.integer(0), row.octets(1), row.text(2))
        }
        return found
    }

    private func removePlaces(of id: Int64, _ dn: String, _ record: [UInt8]) throws(CopyError) {
        let attributes = record.withUnsafeBytes { CopyRecord.decode($0, plan.attributes) }
        for (column, value) in places(of: LDAPEntry(dn: dn, attributes: attributes), noting: false) {
            try file.run(
                "DELETE FROM place WHERE attribute = ? AND value = ? AND entry = ?",
                [.integer(column), .octets(value), .integer(id)])
        }
    }

    private func insert(_ places: [(Int64, [UInt8])], of id: Int64) throws(CopyError) {
        for (column, value) in places {
            try file.run(
                "INSERT INTO place (attribute, value, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [.integer(column), .octets(value), .integer(id)])
        }
    }

    /// By what the entry can be found.
    private func places(of entry: LDAPEntry, noting isNoting: Bool) -> [(Int64, [UInt8])] {
        var places: [(Int64, [UInt8])] = [(Column.dn, Array(entry.dn.utf8).foldedForMatching)]
        for attribute in plan.searched {
            guard let column = numbers[attribute] else { continue }
            for value in entry.attributes[attribute] ?? [] { places.append((column, value.foldedForMatching)) }
        }
        for written in plan.numbers.written(in: entry) {
            if let number = plan.numbers.number(written) {
                places.append((Column.number, Array(number.digits.utf8)))
            } else if isNoting {
                note(entry.dn, "its fax number '\(written)' can't be understood; it is not found by it")
            }
        }
        return places
    }
}
