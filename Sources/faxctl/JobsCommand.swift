import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl jobs
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Lists jobs, the newest first.",
        discussion: """
            Of a received fax, 'from' says who called, and 'to' which of our numbers, and whose mail it became. Calls that brought no fax are \
            listed by --state no-fax, and by 'faxctl calls'. --state set-aside lists every job that has a task which waits for you: also one that \
            has ended, such as a sent fax whose result could not be mailed; its own state is what the list shows.
            """)

    @OptionGroup var access: SpoolAccess

    @Option(help: "Only jobs of this state: \(JobState.allCases.map(\.word).joined(separator: ", ")).")
    var state: JobState?

    @Option(help: "Only jobs of whom this is a part: the sender's address; of a received fax, its caller.")
    var from: String?

    @Option(help: "Only jobs to whom this is a part: the address or name.")
    var to: String?

    @Option(help: "Only jobs to this number: its last digits are enough, however they are written.")
    var number: String?

    @Option(help: "Only jobs with this in the application's reference.")
    var reference: String?

    @Option(help: "Only jobs with this in their subject.")
    var subject: String?

    @Option(help: "Only jobs accepted on this day (2026-11-24) or later, in the zone of this machine.")
    var since: Day?

    @Option(help: "Only jobs accepted before this day.")
    var until: Day?

    @Option(help: "Only jobs that stand behind this one in the list: the next page of it.")
    var after: JobID?

    @Flag(help: "Only jobs that are held.")
    var held = false

    @Option(help: "Only the jobs of this order.")
    var order: OrderID?

    @Option(help: "How many at the most.")
    var limit = 50

    func validate() throws {
        let isSearch = search != JobSearch(limit: limit)
        guard [isSearch, held, order != nil].count(where: { $0 }) < 2 else {
            throw ValidationError("--held and --order stand alone")
        }
        guard number == nil || digits != nil else { throw ValidationError("--number has no digits") }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000") }
    }

    func run() async throws {
        try await access.withClient { client, _ in
            let list = try await jobs(client)
            access.show(list, list.table.text)
            if let next = list.next, !access.json {
                FileHandle.standardError.write(Data("There may be more: --after \(next)\n".utf8))
            }
        }
    }

    private func jobs(_ client: SpoolClient) async throws -> JobList {
        if let order { return try await client.query(.order(order), as: JobList.self) }
        if held { return try await client.query(.heldJobs(limit: limit), as: JobList.self) }
        var search = search
        // The newest of a state are known without a search.
        var newest = JobSearch(limit: limit)
        newest.state = state
        if search == newest {
            return try await client.query(.jobs(state: state, limit: limit), as: JobList.self)
        }
        var list = JobList(jobs: [])
        // One answer looks at a part of the history: nobody waits for long.
        repeat {
            let part = try await client.query(.find(search), as: JobList.self)
            list.jobs += part.jobs
            list.next = part.next
            search.after = part.next
            search.limit = limit - list.jobs.count
        } while list.next != nil && search.limit > 0
        return list
    }

    private var search: JobSearch {
        var search = JobSearch(limit: limit)
        (search.state, search.sender, search.recipient, search.number) = (state, from, to, digits)
        (search.reference, search.subject, search.after) = (reference, subject, after)
        (search.since, search.until) = (since?.date, until?.date)
        return search
    }

    /// The digits that the number ends with, whatever stands before them at home or abroad.
    private var digits: String? {
        let digits = String(
            (number ?? "").replacing("(0)", with: "").filter { ("0"..."9").contains($0) }.drop { $0 == "0" })
        return digits.isEmpty ? nil : digits
    }
}

extension JobList {
    /// A line a job.
    var table: Table {
        Table(
            header: ["job", "state", "number", "pages", "calls", "age", "from", "to", "subject"],
            rows: jobs.map { job in
                [
                    job.id.description, job.state.word, job.number?.digits ?? "-",
                    "\(job.confirmedPages)/\(job.pageCount.map(String.init) ?? "?")", String(job.attempts),
                    age(of: job.created), job.sender.isEmpty ? job.nobody : job.sender,
                    job.recipient ?? "", job.subject ?? "",
                ]
            })
    }
}

extension JobRecord {
    /// What stands for a sender who is not known: a fax that comes in may have no number, a mail no reverse path.
    fileprivate var nobody: String {
        switch state {
        case .receiving, .received, .noFax: "not told"
        case .accepted, .enriched, .rendered, .sending, .waiting, .sent, .failed, .cancelled, .setAside: "<>"
        }
    }
}
