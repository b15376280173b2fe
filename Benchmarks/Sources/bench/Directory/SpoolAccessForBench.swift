import Logging
import Pipeline

/// A client of a spool that is measured.
enum SpoolAccessForBench {
    /// A log that keeps nothing.
    static let silence = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    /// The client of the spool at `endpoint`, which logs nothing.
    static func client(_ endpoint: String) throws -> SpoolClient {
        try SpoolClient(endpoint: endpoint, logger: silence)
    }
}
