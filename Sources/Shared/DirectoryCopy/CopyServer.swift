import Configuration
import LDAP
import LDAPGrammar

/// A server that has told what it can.
struct CopyServer: ~Copyable {
    /// The connection.
    let reader: LDAPReader
    /// What it says of itself (root DSE, RFC 4512 §5.1).
    let root: LDAPEntry

    /// The first of these that answers.
    init(
        firstOf servers: [LDAPServer], _ limits: LDAPReadingLimits, isCancelled: @escaping @Sendable () -> Bool
    ) throws(LDAPError) {
        var trouble: LDAPError?
        for server in servers {
            do throws(LDAPError) {
                self = try CopyServer(server, limits, isCancelled)
                return
            } catch {
                guard !isCancelled() else { throw error }
                trouble = trouble ?? error
            }
        }
        guard let trouble else { preconditionFailure("a directory has a server") }
        throw trouble
    }

    private init(
        _ server: LDAPServer, _ limits: LDAPReadingLimits, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(LDAPError) {
        let reader = try LDAPReader(server, limits: limits, isCancelled: isCancelled)
        root = try Self.root(reader)
        self.reader = reader
    }

    /// How changes below `base` are found out: as it is `wanted`, or by what the server can.
    func method(_ wanted: DirectoryCopySettings.Method, below base: String) -> DirectoryCopySettings.Method {
        guard wanted == .automatic else { return wanted }
        let controls = root.texts("supportedControl")
        if controls.contains(SyncControls.request), synchronises(base) { return .syncrepl }
        // Whoever has DirSync counts updates, too; and that needs no privilege.
        return controls.contains(ActiveDirectoryControls.dirSync) ? .updateSequence : .timestamp
    }

    /// Whether the server really does RFC 4533: OpenLDAP says so also where the database lacks the overlay for it.
    private func synchronises(_ base: String) -> Bool {
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
