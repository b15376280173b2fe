import Foundation

/// Where the spool is, for whoever finds nobody there.
public struct SpoolPlace: Sendable, Hashable {
    /// The configured endpoint: `ipc://…` or `tcp://…`.
    public let endpoint: String

    /// The place that an endpoint names.
    public init(endpoint: String) {
        self.endpoint = endpoint
    }

    /// What to look at when nobody answers there: a clause, as this user sees it.
    public var hint: String {
        let path = endpoint.replacing(/^ipc:\/\//, with: "")
        // access(2) also says EACCES of a folder on the way.
        if path != endpoint, access(path, W_OK) != 0, errno == EACCES {
            return "you may not open \(path): members of its group may"
        }
        return "is it running at \(endpoint)?"
    }

    /// Since when nobody has answered there, and what may be wrong: a sentence for the log.
    func silence(since time: Date) -> String {
        "The spool at \(endpoint) does not answer since \(time.formatted(.iso8601)) (\(hint)). What is to be done waits for it"
    }
}
