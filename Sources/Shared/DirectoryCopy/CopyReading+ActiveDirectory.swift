import Configuration
import LDAP
import LDAPGrammar

extension CopyReading {
    /// The naming context that has what is copied: of several, one within another, the nearest.
    var namingContext: String {
        let base = DistinguishedName(copy.base)
        let contexts = root.texts("namingContexts").filter { context in
            guard let base, let context = DistinguishedName(context) else { return false }
            return base.isWithin(context)
        }
        return contexts.max { $0.utf8.count < $1.utf8.count } ?? root.texts("defaultNamingContext").first ?? copy.base
    }

    /// How many updates the server has counted (uSNChanged, MS-ADTS §3.1.1.1.9).
    func updateSequence() throws -> Mark {
        guard let number = root.texts("highestCommittedUSN").first, let server = root.texts("dsServiceName").first
        else {
            throw CopyError("the server counts no updates (highestCommittedUSN): is it Active Directory?")
        }
        return Mark(cookie: Array(number.utf8), server: server)
    }

    /// Reads what has changed since `cookie` by the DirSync control, and where to go on.
    func readDirSync(_ cookie: inout [UInt8]) throws -> (changed: [[UInt8]], deleted: [[UInt8]]) {
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
    func reread(_ uids: [[UInt8]], into writer: CopyWriter) throws {
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
