import Configuration
import Foundation
import LDAP
import LDAPGrammar

/// Reads a directory into a copy: all of it, or what has changed since. It blocks its thread.
struct CopyReading: ~Copyable {
    /// Where a later run goes on.
    struct Mark: Hashable, Codable {
        /// What the method needs: the server's cookie, a number, a time.
        var cookie: [UInt8] = []
        /// The server that said so, where it means something to that one alone.
        var server: String?
    }

    /// A mark is of no use any more: everything has to be read.
    struct Outdated: Error {}

    /// The connection.
    let reader: LDAPReader
    /// What says how entries are asked for.
    let settings: DirectorySettings
    /// What says which entries are asked for.
    let copy: DirectoryCopySettings
    /// What is kept of them.
    let plan: CopyPlan
    /// What the server says of itself.
    let root: LDAPEntry
    /// How changes are found out.
    let method: DirectoryCopySettings.Method

    /// A reading of the first of these servers that answers.
    ///
    /// - Parameter isCancelled: whether it is to end, as `LDAPReader` asks.
    init(
        _ servers: [LDAPServer], _ settings: DirectorySettings, _ copy: DirectoryCopySettings, _ plan: CopyPlan,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws {
        let limits = LDAPReadingLimits(
            messages: copy.maximumEntries, time: copy.longestRun, octets: copy.maximumSize.bytes)
        self.init(try CopyServer(firstOf: servers, limits, isCancelled: isCancelled), settings, copy, plan)
    }

    private init(
        _ server: consuming CopyServer, _ settings: DirectorySettings, _ copy: DirectoryCopySettings, _ plan: CopyPlan
    ) {
        self.settings = settings
        self.copy = copy
        self.plan = plan
        method = server.method(copy.method, below: copy.base)
        root = server.root
        reader = server.reader
    }

    /// The server that is read, as a URL.
    var server: String { reader.server.url.description }

    /// Reads everything into a new copy.
    func readAll(into writer: CopyWriter) throws -> Mark {
        switch method {
        case .syncrepl: return try readSyncrepl(since: Mark(), into: writer)
        case .updateSequence:
            let mark = try updateSequence()
            try readPages(search(copy.filter), into: writer)
            return mark
        case .dirSync:
            // Its own first answer lacks what other entries say of one (memberOf): it gives no more than the mark.
            var cookie: [UInt8] = []
            _ = try readDirSync(&cookie)
            try readPages(search(copy.filter), into: writer)
            return Mark(cookie: cookie)
        case .timestamp:
            var newest = ""
            try readPages(search(copy.filter), into: writer) { entry in
                if let time = entry.texts("modifyTimestamp").first { newest = max(newest, time) }
            }
            return Mark(cookie: Array(newest.utf8))
        case .full, .automatic:
            try readPages(search(copy.filter), into: writer)
            return Mark()
        }
    }

    /// Reads what has changed since `mark` into a copy that has everything else.
    ///
    /// - Throws: also `Outdated`.
    func readChanges(since mark: Mark, into writer: CopyWriter) throws -> Mark {
        guard !mark.cookie.isEmpty else { throw Outdated() }
        switch method {
        case .syncrepl:
            do {
                return try readSyncrepl(since: mark, into: writer)
            } catch let error as LDAPError where error.code == .syncRefreshRequired {
                throw Outdated()
            }
        case .updateSequence:
            let now = try updateSequence()
            guard mark.server == now.server, let last = Int(String(decoding: mark.cookie, as: UTF8.self)),
                last < .max
            else { throw Outdated() }
            let since = LDAPFilter.greaterOrEqual("uSNChanged", LDAPValue("\(last + 1)"))
            // What was deleted is below CN=Deleted Objects of the naming context, what was moved perhaps elsewhere, and what the filter no
            // longer means is not found by it: all that has changed there is looked at, and then what of it is to be copied.
            var search = search(since, ["objectGUID", "isDeleted"])
            search.base = namingContext
            var changed: [[UInt8]] = []
            try reader.read(search, pagesOf: settings.pageSize, [ActiveDirectoryControls.showDeleted]) { item in
                guard let uid = item.entry.attributes["objectGUID"]?.first else { return }
                if item.entry.texts("isDeleted").first == "TRUE" {
                    try writer.remove(uid: uid)
                } else {
                    changed.append(uid)
                }
            }
            try reread(changed, into: writer)
            return now
        case .dirSync:
            var cookie = mark.cookie
            let changes = try readDirSync(&cookie)
            for uid in changes.deleted { try writer.remove(uid: uid) }
            try reread(changes.changed, into: writer)
            return Mark(cookie: cookie)
        case .timestamp:
            var newest = String(decoding: mark.cookie, as: UTF8.self)
            let since = LDAPFilter.greaterOrEqual("modifyTimestamp", LDAPValue(newest))
            try readPages(search(.and([copy.filter, since])), into: writer) { entry in
                if let time = entry.texts("modifyTimestamp").first { newest = max(newest, time) }
            }
            // What is gone says nothing: who is left is counted.
            try reader.read(search(copy.filter, ["entryUUID", "objectGUID"]), pagesOf: settings.pageSize) { item in
                try writer.mark(uid: Self.uid(item.entry))
            }
            try writer.removeUnmarked()
            return Mark(cookie: Array(newest.utf8))
        case .full, .automatic: throw Outdated()
        }
    }
}
