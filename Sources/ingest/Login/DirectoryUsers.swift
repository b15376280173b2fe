import Configuration
import Foundation
import LDAP
import LDAPGrammar
import NIOPosix
import SMTP

/// The users whom an LDAP directory lets in: it is asked to, by a bind with the name and password of each.
struct DirectoryUsers: UserDirectory {
    /// How the name of a user's entry is found.
    enum Naming: Sendable {
        /// It is made of the user's name.
        case template(LDAPNameTemplate)
        /// The entry is looked for.
        case search(base: String, filter: LDAPFilterTemplate)
    }

    private let servers: [LDAPServer]
    private let naming: Naming
    private let client: LDAPClient
    private let pool: NIOThreadPool

    /// The users of a directory that these servers have; binds wait for them on the threads of `pool`.
    init(_ servers: [LDAPServer], naming: Naming, pool: NIOThreadPool) {
        self.servers = servers
        self.naming = naming
        self.client = LDAPClient(servers)
        self.pool = pool
    }

    func admits(_ login: Login) async throws(LoginTrouble) -> Bool {
        // A directory finds an entry by other spellings, too; rules and accounts know a user by one name only.
        guard login.user.isPrepared, let dn = try await name(of: login.user) else { return false }
        do {
            return try await pool.runIfActive { [servers] in try servers.admits(dn, password: login.password) }
        } catch let error as LDAPError {
            throw LoginTrouble(reason: error.sentence)
        } catch {
            throw LoginTrouble(reason: "The directory can't be asked any more: \(error).")
        }
    }

    func reload() throws {}

    /// The name of the user's entry; `nil` where there is none, or more than one.
    private func name(of user: String) async throws(LoginTrouble) -> String? {
        switch naming {
        case .template(let template): return template.name(user)
        case .search(let base, let filter):
            guard let filter = filter.filter(["user": user]) else { return nil }
            do throws(LDAPError) {
                let search = LDAPSearch(base: base, filter: filter, attributes: [.none], sizeLimit: 2)
                return try await client.entries(search).only?.dn
            } catch {
                guard error.code != .sizeLimitExceeded else { return nil }
                throw LoginTrouble(reason: error.sentence)
            }
        }
    }
}

extension String {
    /// Whether a directory, which prepares names before it compares them (RFC 4518), would take it as it is, but for its case.
    var isPrepared: Bool {
        // By scalars: strings are equal that differ in their form, and accounts are kept by their octets.
        unicodeScalars.elementsEqual(precomposedStringWithCompatibilityMapping.unicodeScalars) && !hasPrefix(" ")
            && !hasSuffix(" ") && !contains("  ")
            && unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
            }
    }
}
