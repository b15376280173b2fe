import Foundation

/// The store that this installation has: the one place above the seam that names a kind.
enum ConfiguredStore {
    /// Opens the store in `directory`, and makes it where there is none.
    ///
    /// - Throws: `StoreError`.
    static func open(in directory: URL) throws -> some SpoolStore & Sendable {
        try SQLiteStore(directory: directory)
    }

    /// Looks after the store in `directory`, or after a backup there.
    static func maintenance(of directory: URL) -> some StoreMaintenance {
        SQLiteMaintenance(directory: directory)
    }
}
