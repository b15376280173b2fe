public import Directory
import FaxModel
public import Foundation
public import LDAP
public import LDAPGrammar
import Synchronization

/// A copy of a directory, to be read: an immutable file, which any thread may ask.
public final class CopyFile: Sendable {
    /// sqlite3_open_v2: SQLITE_OPEN_NOMUTEX "means that separate threads are allowed to use SQLite at the same time, as long as each thread
    /// is using a different database connection". So it is lent out under a lock.
    private struct Reader: @unchecked Sendable {
        let file: SQLiteFile
    }

    /// What is said of a copy as a whole.
    public struct Facts: Hashable, Sendable, Codable {
        /// Entries in it.
        public var entries: Int
        /// When it was made.
        public var made: Date
        /// When everything was read the last time.
        public var fullyRead: Date
        /// How changes were found out.
        public var method: String
        /// The server that was asked.
        public var server: String
        /// Where the next run goes on, in base 64; empty for at the beginning.
        public var cookie: String
        /// What it was made by.
        public var fingerprint: String
    }

    private let reader: Mutex<Reader>
    private let attributes: [LDAPAttribute]
    private let numbers: [LDAPAttribute: Int64]
    /// What is said of the copy as a whole.
    public let facts: Facts

    /// Opens the file at `path`.
    ///
    /// - Throws: when it is none, or one of another version.
    public init(_ path: String) throws(CopyError) {
        let first = try SQLiteFile(path, .immutable)
        var meta: [String: String] = [:]
        try first.run("SELECT name, value FROM meta") { row in meta[row.text(0)] = row.text(1) }
        attributes = (meta["attributes"] ?? "").split(separator: ",").compactMap { LDAPAttribute(String($0)) }
        numbers = Dictionary(
            attributes.enumerated().map { ($0.element, Int64($0.offset)) }, uniquingKeysWith: { first, _ in first })
        guard meta["version"] == CopyRecord.version else {
            throw CopyError(
                "the file \(path) is a copy of another version: run faxctl directory sync with the programs of this one"
            )
        }
        guard !attributes.isEmpty, let made = meta["made"].flatMap(Double.init),
            let full = meta["full"].flatMap(Double.init)
        else { throw CopyError("the file \(path) is no finished copy of a directory") }
        facts = Facts(
            entries: Int(try first.number("SELECT count(*) FROM entry") ?? 0), made: Date(timeIntervalSince1970: made),
            fullyRead: Date(timeIntervalSince1970: full), method: meta["method"] ?? "", server: meta["server"] ?? "",
            cookie: meta["cookie"] ?? "", fingerprint: meta["fingerprint"] ?? "")
        reader = Mutex(Reader(file: first))
    }

    /// The entries that are meant, `limit` and one more at the most.
    ///
    /// - Throws: when the file can't be read, or has no index for such a question.
    public func entries(_ question: EntryQuestion, limit: Int) throws(CopyError) -> [LDAPEntry] {
        try reader.withLock { reader throws(CopyError) in try entries(question, limit, reader.file) }
    }

    /// Whether it has what entries have of all these attributes.
    public func has(_ wanted: [LDAPAttribute]) -> Bool {
        wanted.allSatisfy { numbers[$0] != nil }
    }

    /// Entries that are read under one lock.
    private static let mostAtOnce: Int64 = 200

    /// Gives `body` all entries that `filter` means, in an order that stays the same. Whoever asks for somebody meanwhile does not wait
    /// for it.
    public func forEach(_ filter: LDAPFilter, _ body: (LDAPEntry) -> Void) throws(CopyError) {
        let filter = filter.withClassNames
        var last: Int64 = 0
        while true {
            let page = try reader.withLock { reader throws(CopyError) -> [(id: Int64, entry: LDAPEntry)] in
                try self.page(after: last, reader.file)
            }
            guard let end = page.last?.id else { return }
            last = end
            for (_, entry) in page where filter.matches({ entry.attributes[$0] ?? [] }) == true { body(entry) }
        }
    }

    private func page(after last: Int64, _ file: SQLiteFile) throws(CopyError) -> [(id: Int64, entry: LDAPEntry)] {
        var page: [(id: Int64, entry: LDAPEntry)] = []
        try file.run(
            "SELECT id, dn, record FROM entry WHERE id > ? ORDER BY id LIMIT ?",
            [.integer(last), .integer(Self.mostAtOnce)]
        ) { row in
            let values = row.withOctets(2) { CopyRecord.decode($0, attributes) }
            page.append((row.integer(0), LDAPEntry(dn: row.text(1), attributes: values)))
        }
        return page
    }

    private func entries(
        _ question: EntryQuestion, _ limit: Int, _ file: SQLiteFile
    ) throws(CopyError) -> [LDAPEntry] {
        let ids: [Int64]
        var filter: LDAPFilter?
        switch question.subject {
        case .number(let number): ids = try self.ids(CopyWriter.Column.number, Array(number.digits.utf8), file)
        case .entry: ids = try self.ids(CopyWriter.Column.dn, Array(question.base.utf8).foldedForMatching, file)
        case .filter(let asked):
            filter = asked
            if let part = asked.undecidable.first {
                throw CopyError(
                    "the filter \(asked) can't be answered from a copy: only the server knows whom \(part) means")
            }
            guard let found = try candidates(asked, file) else {
                throw CopyError(
                    "the filter \(asked) can't be answered from a copy: it has no attribute that is to be equal to something"
                )
            }
            ids = found
        }
        var entries: [LDAPEntry] = []
        for id in ids {
            guard let entry = try entry(id, file), entry.isWithin(question.base) else { continue }
            if let filter, !matches(filter, entry) { continue }
            entries.append(entry)
            if entries.count > limit { break }
        }
        return entries
    }

    private func entry(_ id: Int64, _ file: SQLiteFile) throws(CopyError) -> LDAPEntry? {
        var entry: LDAPEntry?
        try file.run("SELECT dn, record FROM entry WHERE id = ?", [.integer(id)]) { row in
            entry = LDAPEntry(
                dn: row.text(0), attributes: row.withOctets(1) { CopyRecord.decode($0, attributes) })
        }
        return entry
    }

    private func ids(_ column: Int64, _ value: [UInt8], _ file: SQLiteFile) throws(CopyError) -> [Int64] {
        var ids: [Int64] = []
        try file.run(
            "SELECT entry FROM place WHERE attribute = ? AND value = ?", [.integer(column), .octets(value)]
        ) { row in ids.append(row.integer(0)) }
        return ids
    }

    /// The entries that may match; `nil` where the index does not tell.
    private func candidates(_ filter: LDAPFilter, _ file: SQLiteFile) throws(CopyError) -> [Int64]? {
        switch filter {
        case .equal(let attribute, let value):
            // What kind of entry it is, is no index.
            guard attribute != "objectClass", attribute != "objectCategory", let column = numbers[attribute] else {
                return nil
            }
            return try ids(column, value.bytes.foldedForMatching, file)
        case .and(let operands):
            for operand in operands {
                if let ids = try candidates(operand, file) { return ids }
            }
            return nil
        case .or(let operands):
            var all: [Int64] = []
            for operand in operands {
                guard let ids = try candidates(operand, file) else { return nil }
                all += ids.filter { !all.contains($0) }
            }
            return all
        case .not, .substrings, .greaterOrEqual, .lessOrEqual, .approximate, .present, .extensible: return nil
        }
    }

    /// Whether the entry matches; what can't be told counts as no: nobody is found who is not meant.
    private func matches(_ filter: LDAPFilter, _ entry: LDAPEntry) -> Bool {
        filter.withClassNames.matches { entry.attributes[$0] ?? [] } ?? false
    }
}

extension LDAPFilter {
    /// The same, in which `objectCategory=person` stands for the DN that Active Directory keeps (MS-ADTS §3.1.1.3.1.3.5).
    fileprivate var withClassNames: LDAPFilter {
        switch self {
        case .and(let operands): .and(operands.map(\.withClassNames))
        case .or(let operands): .or(operands.map(\.withClassNames))
        case .not(let operand): .not(operand.withClassNames)
        case .equal("objectCategory", let value):
            .or([
                self,
                .substrings(
                    "objectCategory", initial: LDAPValue(bytes: Array("cn=".utf8) + value.bytes + [0x2C]), any: [],
                    final: nil),
            ])
        case .equal, .substrings, .greaterOrEqual, .lessOrEqual, .approximate, .present, .extensible: self
        }
    }
}

extension LDAPEntry {
    /// Whether it is the entry of that name, or below it.
    fileprivate func isWithin(_ base: String) -> Bool {
        let (own, other) = (dn.utf8, base.utf8)
        if own.count > other.count || own.count == other.count,
            own.suffix(other.count).elementsEqual(other)
        {
            return true
        }
        guard let base = DistinguishedName(base), let name = DistinguishedName(dn) else { return false }
        return name.isWithin(base)
    }
}
