import ArgumentParser
import FaxModel
import Pipeline

/// faxctl retry
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Puts tasks back that were set aside as failed or corrupt.")

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job whose tasks are meant: ORDER-N.")
    var id: JobID?

    @Flag(help: "Put all of them back.")
    var all = false

    func validate() throws {
        guard (id != nil) != all else { throw ValidationError("name a job, or give --all") }
    }

    func run() async throws {
        try await access.withClient { client, _ in
            let moved = try await client.query(.retry(id), as: Moved.self)
            access.show(moved, "\(moved.tasks.counting("task")) put back")
        }
    }
}
