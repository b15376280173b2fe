import ArgumentParser
import FaxModel
import Pipeline

/// faxctl retry
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Tries jobs again at once: those that wait for another try, and those that were set aside.")

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job, ORDER-N, or the order whose jobs are meant.")
    var jobs: JobSelection?

    @Flag(help: "Put everything back that was set aside.")
    var all = false

    func validate() throws {
        guard (jobs != nil) != all else { throw ValidationError("name a job or an order, or give --all") }
    }

    func run() async throws {
        try await access.perform(.retry(jobs))
    }
}
