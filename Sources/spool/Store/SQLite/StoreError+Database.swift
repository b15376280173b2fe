import Configuration
import Foundation
import GRDB

extension StoreError {
    /// What SQLite or the file system has said of the store in `directory`. Where its database is damaged, the file is named, and what to do.
    init(_ error: any Error, in directory: URL) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError where error.isDamage:
            self.init(
                description:
                    "the database '\(directory.appending(path: "spool.sqlite").path)' is damaged (\(error.words)). With the spool "
                    + "stopped, move \(directory.path) away and put a backup back: faxctl spool restore FOLDER (OPERATING.md: Keep, check, "
                    + "back up)")
        case let error as DatabaseError:
            self.init(description: error.words)
        case is CocoaError, is POSIXError:
            self.init(description: FileTrouble(error).sentence)
        default:
            self.init(description: "\(error)")
        }
    }
}

extension DatabaseError {
    /// SQLite's result code, and what it says.
    fileprivate var words: String { "\(resultCode.rawValue) \(message ?? "the database failed")" }

    /// Whether the file is not what SQLite has written.
    fileprivate var isDamage: Bool { resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB }
}
