import Configuration
import Foundation
import LDAP
import LDAPGrammar

extension CopyReading {
    /// A search for these entries, with all that a copy has of them where nothing else is said.
    func search(_ filter: LDAPFilter, _ attributes: [LDAPAttribute]? = nil) -> LDAPSearch {
        LDAPSearch(
            base: copy.base, filter: filter,
            attributes: attributes ?? plan.attributes + ["entryUUID", "objectGUID", "modifyTimestamp"],
            timeLimit: max(settings.timeout, .seconds(60)))
    }

    /// Reads entries page by page into a copy, and lets `look` see each.
    func readPages(
        _ search: LDAPSearch, into writer: CopyWriter, _ look: (LDAPEntry) -> Void = { _ in }
    ) throws {
        try reader.read(search, pagesOf: settings.pageSize) { item in
            look(item.entry)
            try writer.put(item.entry, uid: Self.uid(item.entry))
        }
    }

    /// What names an entry as long as it is there; where the directory has nothing of the kind, what it is called.
    static func uid(_ entry: LDAPEntry) -> [UInt8] {
        if let text = entry.texts("entryUUID").first, let uuid = UUID(uuidString: text) {
            return withUnsafeBytes(of: uuid.uuid) { Array($0) }
        }
        return entry.attributes["objectGUID"]?.first ?? Array(entry.dn.utf8).foldedForMatching
    }
}
