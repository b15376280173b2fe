/// Why the spool refused a request, or why it could not be asked.
public struct SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The class of the refusal.
    public enum Code: UInt8, Sendable, CaseIterable {
        /// The queue is too deep or the disk too full: nothing can be accepted now.
        case busy = 1
        /// The lease is over: the task was put back, or has moved on.
        case stale = 2
        /// What was asked for is not there.
        case unknown = 3
        /// The message can't be read, or says something impossible.
        case malformed = 4
        /// The message is of a protocol version that the spool does not speak.
        case version = 5
        /// The spool could not write or read its store.
        case storage = 6
        /// No answer came in time. (Said by the client; the spool never sends it.)
        case unreachable = 7
        /// A submission came after its time: whoever made it has given up.
        case late = 8
        /// Another order has this id.
        case taken = 9
        /// A document's bytes are gone, or are not what they were.
        case damaged = 10
        /// The same mail was stored before, as the order that the message names: nothing is lost, and nothing is sent twice.
        case duplicate = 11
    }

    /// The class of the refusal.
    public var code: Code
    /// What was refused and why.
    public var message: String

    /// A refusal.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

extension SpoolError {
    /// Whether the same request may go well later, without anybody's help but the spool's operator's.
    var isPassing: Bool {
        switch code {
        case .busy, .storage, .unreachable: true
        case .stale, .unknown, .malformed, .version, .late, .taken, .damaged, .duplicate: false
        }
    }

    /// Whether what was asked for is gone for good.
    var isLoss: Bool { code == .unknown || code == .damaged }
}
