import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

/// faxctl calls
struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "Lists calls, made and answered, the newest first.",
        discussion: """
            Calls that came in are listed whether they brought a fax or not, and those that we have let ring as refused. 'faxctl call' shows what went over the line, \
            where that is kept (faxout.keep-calls).
            """)

    /// Jobs that the spool is asked for at one go.
    private static let page = 500

    @OptionGroup var access: SpoolAccess

    @Option(
        help: "Calls on this day (2026-11-24) or later, in the zone of this machine; by default of the last 24 hours.")
    var since: Day?

    @Option(help: "Only calls on the line of this name.")
    var line: String?

    @Option(help: "How many at the most.")
    var limit = 50

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000") }
    }

    func run() async throws {
        try await access.withClient { client, program in
            let since = since?.date ?? Date().addingTimeInterval(-86_400)
            var list = CallList(since: since, line: line, limit: limit)
            // A fax may be dialled for as long after it was accepted.
            let accepted = since.addingTimeInterval(-(program.configuration.spool.expireAfter / .seconds(1)))
            var last: JobID?
            repeat {
                let query = Query.accounts(since: accepted, until: .distantFuture, after: last, limit: Self.page)
                let page = try await client.query(query, as: Accounts.self)
                list.add(page)
                last = page.entries.count < Self.page ? nil : page.entries.last?.job.id
            } while last != nil
            access.show(list, list.table.text)
        }
    }
}
