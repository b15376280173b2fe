import Configuration
import LDAP
import LDAPGrammar

extension CopyReading {
    /// Reads what has changed since `mark`, or everything where there is none, by RFC 4533.
    func readSyncrepl(since mark: Mark, into writer: CopyWriter) throws -> Mark {
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
}
