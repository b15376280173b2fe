import Logging
import Pipeline

/// A client of a spool that is measured.
enum SpoolAccessForBench {
    /// The client of the spool at `endpoint`, which logs nothing.
    static func client(_ endpoint: String) throws -> SpoolClient {
        try SpoolClient(endpoint: endpoint, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }
}
