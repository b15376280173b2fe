import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl call
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Shows what went over the line in a call, signal by signal.",
        discussion: """
            Calls that failed are kept, and others where faxout.keep-calls says so. 'faxctl job' and 'faxctl history --calls' \
            name the calls of a job.
            """)

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The call, as 'faxctl job' names it.")
    var id: CallID

    func run() async throws {
        try await access.withClient { client, _ in
            let log = try await client.query(.call(id), as: CallLog.self)
            access.show(log, log.text)
        }
    }
}

extension CallLog {
    /// What an operator reads: a ladder of signals, ours to the right, the far end's to the left.
    var text: String {
        let facts = """
            call      \(id)
            line      \(line)
            \(isAnswered == true ? "caller " : "dialled")   \(dialled.isEmpty ? "not told" : dialled)
            began     \(LocalTime.text(began))
            result    \(result): \(sentence)

            """
        var steps = entries.map(\.rung)
        if omitted > 0 { steps.insert("           … \(omitted) more …", at: entries.count / 2) }
        return ([facts] + steps).joined(separator: "\n")
    }
}

extension CallLog.Entry {
    /// A rung of the ladder.
    fileprivate var rung: String {
        let seconds = String(format: "%8.1f", Double(time) / 1000)
        return switch party {
        case .ours: "\(seconds)  ──▶ \(text)"
        case .far: "\(seconds)  ◀── \(text)"
        case .line: "\(seconds)      \(text)"
        }
    }
}
