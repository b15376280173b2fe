public import FaxModel
public import Foundation

/// What is looked for among the jobs; all that is given must hold. Texts are parts of what stands there, A to Z in either case.
public struct JobSearch: Hashable, Sendable {
    /// Where the job stands; `nil`: wherever, but calls that brought no fax are left out. `setAside`: also where a task of it is set aside.
    public var state: JobState?
    /// A part of who sends: of the reverse path; of a received fax, of its caller.
    public var sender: String?
    /// A part of who receives, in words.
    public var recipient: String?
    /// The last digits of the number.
    public var number: String?
    /// A part of the application's reference.
    public var reference: String?
    /// A part of the subject.
    public var subject: String?
    /// Accepted at this time or later.
    public var since: Date?
    /// Accepted before this time.
    public var until: Date?
    /// Only what stands behind this job in the list, which is newest first.
    public var after: JobID?
    /// How many at the most.
    public var limit: Int

    /// A search for everything.
    public init(limit: Int) {
        self.limit = limit
    }
}

extension WireWriter {
    mutating func search(_ value: JobSearch) {
        optional(value.state) { $0.text($1.rawValue) }
        for text in [value.sender, value.recipient, value.number, value.reference, value.subject] {
            optional(text) { $0.text($1) }
        }
        for time in [value.since, value.until] { optional(time) { $0.date($1) } }
        optional(value.after) { $0.text($1.description) }
        integer(UInt32(value.limit))
    }
}

extension WireReader {
    mutating func search() throws(WireError) -> JobSearch {
        var search = JobSearch(limit: 0)
        search.state = try optional("state") { reader throws(WireError) in try reader.word("state") }
        for field in [
            \JobSearch.sender, \.recipient, \.number, \.reference, \.subject,
        ] as [WritableKeyPath<JobSearch, String?>] {
            search[keyPath: field] = try optional("text") { reader throws(WireError) in try reader.text("text") }
        }
        search.since = try optional("since") { reader throws(WireError) in try reader.date("since") }
        search.until = try optional("until") { reader throws(WireError) in try reader.date("until") }
        search.after = try optional("job") { reader throws(WireError) in try reader.parsed("job") }
        search.limit = Int(try integer("limit") as UInt32)
        return search
    }
}
