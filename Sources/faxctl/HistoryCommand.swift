import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl history
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists what became of jobs, with their calls, oldest first: for accounting.")

    /// Jobs that the spool is asked for at one go.
    private static let page = 500

    @OptionGroup var access: SpoolAccess

    @Option(help: "Jobs accepted on this day (2026-11-24) or later, in the zone of this machine.")
    var since: Day?

    @Option(help: "Jobs accepted before this day.")
    var until: Day?

    @Flag(help: "Print comma-separated values (RFC 4180), a line a job; with --calls, a line a call.")
    var csv = false

    @Flag(help: "With --csv: a line a call instead of a line a job.")
    var calls = false

    func validate() throws {
        guard !(csv && access.json) else { throw ValidationError("give --csv or --json, not both") }
        guard csv || !calls else { throw ValidationError("--calls is for --csv") }
    }

    func run() async throws {
        try await access.withClient { client, _ in
            if csv { print(calls ? AccountsTable.callHeader : AccountsTable.jobHeader, terminator: "") }
            var all = Accounts(entries: [])
            var last: JobID?
            repeat {
                let query = Query.accounts(
                    since: since?.date ?? .init(timeIntervalSince1970: 0), until: until?.date ?? .distantFuture,
                    after: last, limit: Self.page)
                let page = try await client.query(query, as: Accounts.self)
                last = page.entries.count < Self.page ? nil : page.entries.last?.job.id
                if csv {
                    print(AccountsTable(page).text(byCall: calls), terminator: "")
                } else {
                    all.entries += page.entries
                }
            } while last != nil
            if !csv { access.show(all, JobList(jobs: all.entries.map(\.job)).table.text) }
        }
    }
}

/// A day as an operator writes it.
struct Day: ExpressibleByArgument {
    /// When it begins, in the zone of this machine.
    var date: Date

    init?(argument: String) {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.isLenient = false
        formatter.dateFormat = "yyyy-MM-dd"
        guard let date = formatter.date(from: argument) else { return nil }
        self.date = date
    }
}
