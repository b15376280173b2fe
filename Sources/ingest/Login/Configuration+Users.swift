import Configuration
import Directory
import LDAP
import NIOPosix

extension Configuration {
    /// Who may log in, where anybody does; passwords are checked on the threads of `pool`.
    ///
    /// - Throws: when a file with passwords can't be read.
    func userDirectory(pool: NIOThreadPool) throws(ConfigurationError) -> (any UserDirectory)? {
        switch ingest.users {
        case nil: return nil
        case .file(let file): return try UserFile(file, pool: pool)
        case .directoryName(let template):
            return DirectoryUsers(try directoryServers(), naming: .template(template), pool: pool)
        case .directorySearch(let base, let filter):
            let naming = DirectoryUsers.Naming.search(base: base ?? directory?.base ?? "", filter: filter)
            return DirectoryUsers(try directoryServers(), naming: naming, pool: pool)
        }
    }

    private func directoryServers() throws(ConfigurationError) -> [LDAPServer] {
        guard let directory else {
            preconditionFailure("the configuration lets no users of a directory pass without one")
        }
        return try LDAPServer.list(directory)
    }
}
