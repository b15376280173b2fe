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
            listed by --state no-fax, and by 'faxctl calls'.
            """)

    @OptionGroup var access: SpoolAccess

    @Option(help: "Only jobs of this state: \(JobState.allCases.map(\.word).joined(separator: ", ")).")
    var state: JobState?

    @Flag(help: "Only jobs that are held.")
    var held = false

    @Option(help: "Only the jobs of this order.")
    var order: OrderID?

    @Option(help: "How many at the most.")
    var limit = 50

    func validate() throws {
        guard [state != nil, held, order != nil].count(where: { $0 }) < 2 else {
            throw ValidationError("--state, --held and --order exclude each other")
        }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000") }
    }

    func run() async throws {
        try await access.withClient { client, _ in
            let query =
                order.map { Query.order($0) } ?? (held ? .heldJobs(limit: limit) : .jobs(state: state, limit: limit))
            let list = try await client.query(query, as: JobList.self)
            access.show(list, list.table.text)
        }
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
