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

    private let reader: LDAPReader
    private let settings: DirectorySettings
    private let copy: DirectoryCopySettings
    private let plan: CopyPlan
    private let root: LDAPEntry
    /// How changes are found out.
    let method: DirectoryCopySettings.Method

    /// A reading of the first of these servers that answers.
    init(
        _ servers: [LDAPServer], _ settings: DirectorySettings, _ copy: DirectoryCopySettings, _ plan: CopyPlan
    ) throws {
        let limits = LDAPReadingLimits(
            messages: copy.maximumEntries, time: copy.longestRun, octets: copy.maximumSize.bytes)
        self.init(try Self.connect(servers, limits), settings, copy, plan)
    }

    private init(
        _ connected: consuming Connected, _ settings: DirectorySettings, _ copy: DirectoryCopySettings, _ plan: CopyPlan
    ) {
        self.settings = settings
        self.copy = copy
        self.plan = plan
        root = connected.root
        method = Self.method(copy.method, connected.root, synchronises: connected.synchronises(copy.base))
        reader = connected.reader
    }

    /// A server that has told what it can.
    private struct Connected: ~Copyable {
        let reader: LDAPReader
        let root: LDAPEntry

        init(_ server: LDAPServer, _ limits: LDAPReadingLimits) throws(LDAPError) {
            let reader = try LDAPReader(server, limits: limits)
            root = try Self.root(reader)
            self.reader = reader
        }

        /// Whether the server really does RFC 4533: OpenLDAP says so also where the database lacks the overlay for it.
        func synchronises(_ base: String) -> Bool {
            let search = LDAPSearch(
                base: base, scope: .base, filter: .present("objectClass"), attributes: [.none])
            return (try? reader.read(search, [SyncControls.refresh(since: [])]) { _ in }) != nil
        }

        private static func root(_ reader: borrowing LDAPReader) throws(LDAPError) -> LDAPEntry {
            var root = LDAPEntry(dn: "", attributes: [:])
            let search = LDAPSearch(
                base: "", scope: .base, filter: .present("objectClass"),
                attributes: [
                    "supportedControl", "highestCommittedUSN", "dsServiceName", "defaultNamingContext",
                    "namingContexts",
                ])
            do {
                _ = try reader.read(search, []) { root = $0.entry }
            } catch {
                guard let error = error as? LDAPError else {
                    preconditionFailure("a search throws LDAPError, not \(error)")
                }
                throw error
            }
            return root
        }
    }

    private static func connect(
        _ servers: [LDAPServer], _ limits: LDAPReadingLimits
    ) throws(LDAPError) -> Connected {
        var trouble: LDAPError?
        for server in servers {
            do throws(LDAPError) {
                return try Connected(server, limits)
            } catch {
                trouble = trouble ?? error
            }
        }
        guard let trouble else { preconditionFailure("a directory has a server") }
        throw trouble
    }

    private static func method(
        _ wanted: DirectoryCopySettings.Method, _ root: LDAPEntry, synchronises: @autoclosure () -> Bool
    ) -> DirectoryCopySettings.Method {
        guard wanted == .automatic else { return wanted }
        let controls = root.texts("supportedControl")
        if controls.contains(SyncControls.request), synchronises() { return .syncrepl }
        // Whoever has DirSync counts updates, too; and that needs no privilege.
        return controls.contains(ActiveDirectoryControls.dirSync) ? .updateSequence : .timestamp
    }

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

    // MARK: Searches

    private func search(_ filter: LDAPFilter, _ attributes: [LDAPAttribute]? = nil) -> LDAPSearch {
        LDAPSearch(
            base: copy.base, filter: filter,
            attributes: attributes ?? plan.attributes + ["entryUUID", "objectGUID", "modifyTimestamp"],
            timeLimit: max(settings.timeout, .seconds(60)))
    }

    private func readPages(
        _ search: LDAPSearch, into writer: CopyWriter, _ look: (LDAPEntry) -> Void = { _ in }
    ) throws {
        try reader.read(search, pagesOf: settings.pageSize) { item in
            look(item.entry)
            try writer.put(item.entry, uid: Self.uid(item.entry))
        }
    }

    /// What names an entry as long as it is there; where the directory has nothing of the kind, what it is called.
    private static func uid(_ entry: LDAPEntry) -> [UInt8] {
        if let text = entry.texts("entryUUID").first, let uuid = UUID(uuidString: text) {
            return withUnsafeBytes(of: uuid.uuid) { Array($0) }
        }
        return entry.attributes["objectGUID"]?.first ?? Array(entry.dn.utf8).foldedForMatching
    }

    private func readSyncrepl(since mark: Mark, into writer: CopyWriter) throws -> Mark {
        let isFirst = mark.cookie.isEmpty
        let controls = try reader.read(search(copy.filter), [SyncControls.refresh(since: mark.cookie)]) { oid, value in
            guard oid == SyncControls.news, let (uids, areDeleted) = SyncControls.identifiers(value) else { return }
            for uid in uids {
                if areDeleted { try writer.remove(uid: uid) } else { try writer.mark(uid: uid) }
            }
        } _: { item in
            guard let (state, uid) = SyncControls.state(item.controls) else {
                return writer.note(item.entry.dn, "the server does not say what it is (RFC 4533 §2.3); it was left out")
            }
            switch state {
            case .present: try writer.mark(uid: uid)
            case .added, .modified:
                if !isFirst { try writer.mark(uid: uid) }
                try writer.put(item.entry, uid: uid)
            case .deleted: try writer.remove(uid: uid)
            }
        }
        guard let (cookie, refreshDeletes) = SyncControls.done(controls) else {
            throw CopyError("the server did not say where the synchronisation goes on (RFC 4533 §2.4)")
        }
        // §3.3.1: in the present phase, what is not named is gone.
        if !isFirst, !refreshDeletes { try writer.removeUnmarked() }
        return Mark(cookie: cookie ?? mark.cookie)
    }

    /// The naming context that has what is copied: of several, one within another, the nearest.
    private var namingContext: String {
        let base = DistinguishedName(copy.base)
        let contexts = root.texts("namingContexts").filter { context in
            guard let base, let context = DistinguishedName(context) else { return false }
            return base.isWithin(context)
        }
        return contexts.max { $0.utf8.count < $1.utf8.count } ?? root.texts("defaultNamingContext").first ?? copy.base
    }

    private func updateSequence() throws -> Mark {
        guard let number = root.texts("highestCommittedUSN").first, let server = root.texts("dsServiceName").first
        else {
            throw CopyError("the server counts no updates (highestCommittedUSN): is it Active Directory?")
        }
        return Mark(cookie: Array(number.utf8), server: server)
    }

    private func readDirSync(_ cookie: inout [UInt8]) throws -> (changed: [[UInt8]], deleted: [[UInt8]]) {
        var changed: [[UInt8]] = []
        var deleted: [[UInt8]] = []
        var hasMore = true
        var progress = DirSyncProgress()
        while hasMore {
            let before = changed.count + deleted.count
            // An entry counts as changed where one of these has; of one that was moved, that is its name alone.
            let search = search(
                .present("objectClass"),
                ["objectGUID", "isDeleted", "name"] + plan.attributes.filter { $0 != "memberOf" && $0 != "name" })
            let controls = try reader.read(search, [ActiveDirectoryControls.dirSync(since: cookie)]) { item in
                guard let uid = item.entry.attributes["objectGUID"]?.first else { return }
                if item.entry.texts("isDeleted").first == "TRUE" { deleted.append(uid) } else { changed.append(uid) }
            }
            guard let answer = ActiveDirectoryControls.dirSync(controls) else {
                throw CopyError("the server did not say where the synchronisation goes on: is it Active Directory?")
            }
            cookie = answer.cookie
            hasMore = answer.hasMore
            let count = changed.count + deleted.count - before
            if hasMore, let reason = progress.answered(count, of: copy.maximumEntries) {
                throw LDAPError(
                    code: .endlessAnswer, operation: .search, server: reader.server.url.description,
                    diagnostic: reason)
            }
        }
        return (changed, deleted)
    }

    /// Entries of which something has changed, whole; one that is not to be copied any more goes.
    private func reread(_ uids: [[UInt8]], into writer: CopyWriter) throws {
        var rest = uids[...]
        while !rest.isEmpty {
            let some = rest.prefix(50)
            rest = rest.dropFirst(50)
            var gone = Set(some)
            let names = LDAPFilter.or(some.map { .equal("objectGUID", LDAPValue(bytes: $0)) })
            try reader.read(search(.and([copy.filter, names])), pagesOf: settings.pageSize) { item in
                let uid = Self.uid(item.entry)
                gone.remove(uid)
                try writer.put(item.entry, uid: uid)
            }
            for uid in gone { try writer.remove(uid: uid) }
        }
    }
}

/// Whether DirSync, which says itself whether there is more, gets on.
struct DirSyncProgress {
    /// Answers without an entry, one after another, that may come.
    private static let mostEmpty = 1000

    private var empty = 0
    private var entries = 0

    /// An answer of so many entries has come that says there are more.
    ///
    /// - Returns: why there is no end to expect, a clause; `nil` where there may be one.
    mutating func answered(_ count: Int, of maximum: Int) -> String? {
        entries += count
        empty = count == 0 ? empty + 1 : 0
        if empty > Self.mostEmpty {
            return
                "the last \(empty) answers to DirSync had no entry, after \(entries) entries, and it says that there are more"
        }
        return entries > maximum ? "it has sent \(entries) entries by DirSync, and says that there are more" : nil
    }
}
