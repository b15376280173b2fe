public import FaxModel
public import Foundation

/// What an operator wants to know. The answer is JSON: the type that each names.
public enum Query: Hashable, Sendable {
    /// Depths by stage and lane: `QueueReport`.
    case queue
    /// The newest jobs, newest first; of one state, or of all: `JobList`. To `setAside` belong also those of which a task is set aside (the
    /// word of a result that could not be mailed): they are told with their own state.
    case jobs(state: JobState?, limit: Int)
    /// The newest jobs that the operator holds, newest first: `JobList`.
    case heldJobs(limit: Int)
    /// One job with its journal and its tasks: `JobHistory`.
    case job(JobID)
    /// The jobs of one order: `JobList`.
    case order(OrderID)
    /// The telephone lines of all workers: `LineList`.
    case lines
    /// The numbers that are not dialled now, and why: `NumberList`.
    case numbers
    /// Jobs with their calls, oldest first: those accepted from `since` on and before `until`, after `after`, `limit` at the
    /// most: `Accounts`.
    case accounts(since: Date, until: Date, after: JobID?, limit: Int)
    /// What went over the line in a call: `CallLog`.
    case call(CallID)
    /// The pages of the jobs that were put to an account, of those accepted from `since` on: `PageCount`.
    case pages(account: String, since: Date)
    /// The document that has this name: `Publication`; refused as unknown where none has.
    case publication(String)
    /// The newest jobs that are as said, newest first: `JobList`. One answer looks at a part of the history only; the list says where to go
    /// on.
    case find(JobSearch)
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
        case .lines:
            integer(UInt8(5))
        case .numbers:
            integer(UInt8(6))
        case .accounts(let since, let until, let after, let limit):
            integer(UInt8(7))
            date(since)
            date(until)
            optional(after) { $0.text($1.description) }
            integer(UInt32(limit))
        case .call(let id):
            integer(UInt8(8))
            text(id.description)
        case .heldJobs(let limit):
            integer(UInt8(9))
            integer(UInt32(limit))
        case .pages(let account, let since):
            integer(UInt8(10))
            text(account)
            date(since)
        case .publication(let name):
            integer(UInt8(11))
            text(name)
        case .find(let jobs):
            integer(UInt8(12))
            search(jobs)
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
        case 5: return .lines
        case 6: return .numbers
        case 7:
            let since = try date("since")
            let until = try date("until")
            let after: JobID? = try optional("after") { reader throws(WireError) in try reader.parsed("job") }
            return .accounts(since: since, until: until, after: after, limit: Int(try integer("limit") as UInt32))
        case 8: return .call(try parsed("call"))
        case 9: return .heldJobs(limit: Int(try integer("limit") as UInt32))
        case 10: return .pages(account: try text("account"), since: try date("since"))
        case 11: return .publication(try text("name"))
        case 12: return .find(try search())
        case let other: throw WireError("\(other) is no query")
        }
    }
}
