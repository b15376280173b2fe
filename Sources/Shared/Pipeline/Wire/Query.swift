public import FaxModel

/// What an operator wants to know or to have done. The answer is JSON: `QueueReport`, `JobList`, `JobHistory`, `Moved`.
public enum Query: Hashable, Sendable {
    /// Depths by stage and lane.
    case queue
    /// The newest jobs, newest first; of one state, or of all.
    case jobs(state: JobState?, limit: Int)
    /// One job with its journal and its tasks.
    case job(JobID)
    /// The jobs of one order.
    case order(OrderID)
    /// Put failed and corrupt tasks back: of one job's, or of all.
    case retry(JobID?)
}

extension WireWriter {
    mutating func query(_ value: Query) {
        switch value {
        case .queue:
            integer(UInt8(1))
        case .jobs(let state, let limit):
            integer(UInt8(2))
            optional(state) { $0.text($1.rawValue) }
            integer(UInt32(limit))
        case .job(let id):
            integer(UInt8(3))
            text(id.description)
        case .order(let id):
            integer(UInt8(4))
            text(id.description)
        case .retry(let id):
            integer(UInt8(5))
            optional(id) { $0.text($1.description) }
        }
    }
}

extension WireReader {
    mutating func query() throws(WireError) -> Query {
        switch try integer("query") as UInt8 {
        case 1: return .queue
        case 2:
            let state: JobState? = try optional("state") { reader throws(WireError) in try reader.word("state") }
            return .jobs(state: state, limit: Int(try integer("limit") as UInt32))
        case 3: return .job(try parsed("job"))
        case 4: return .order(try parsed("order"))
        case 5: return .retry(try optional("job") { reader throws(WireError) in try reader.parsed("job") })
        case let other: throw WireError("\(other) is no query")
        }
    }
}
