import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl job
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Shows everything about one job: history, calls, pages, documents.")

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job: ORDER-N, as 'faxctl jobs' lists it.")
    var id: JobID

    func run() async throws {
        try await access.withClient { client, _ in
            let history = try await client.query(.job(id), as: JobHistory.self)
            access.show(history, history.text)
        }
    }
}

extension JobHistory {
    /// What an operator reads.
    var text: String {
        [facts, part("history", journal), part("calls", calls), part("tasks", live), part("documents", files)]
            .compactMap { $0 }.joined(separator: "\n\n")
    }

    private var facts: String {
        let facts: [(String, String?)] = [
            ("job", job.id.description), ("state", job.state.word),
            ("from", job.sender.isEmpty ? "<>" : job.sender),
            ("to", job.recipient), ("number", job.number?.digits), ("subject", job.subject),
            ("reference", job.reference), ("billing", job.billingCode),
            ("pages", "\(job.confirmedPages) of \(job.pageCount.map(String.init) ?? "?") confirmed"),
            ("result", job.result.map(LocalTime.localised)), ("accepted", LocalTime.text(job.created)),
            ("changed", LocalTime.text(job.updated)),
            ("times", "in \(LocalTime.zone)"),
        ]
        return facts.compactMap { name, value in
            value.map { name.padding(toLength: 10, withPad: " ", startingAt: 0) + $0 }
        }.joined(separator: "\n")
    }

    private func part(_ title: String, _ lines: [String]) -> String? {
        lines.isEmpty ? nil : ([title] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    private var journal: [String] {
        events.map { event in
            let stage = (event.stage?.rawValue ?? "-").padding(toLength: 8, withPad: " ", startingAt: 0)
            return "\(LocalTime.text(event.time))  \(stage)  \(LocalTime.localised(event.text))"
        }
    }

    private var calls: [String] {
        attempts.map { attempt in
            let seconds = attempt.ended.map { " \(Int($0.timeIntervalSince(attempt.began).rounded())) s," } ?? ""
            let details = [
                attempt.coding, attempt.bitRate.map { "\($0) bit/s" },
                attempt.errorCorrection.map { $0 ? "ECM" : "no ECM" }, attempt.remoteStation.map { "station '\($0)'" },
                "call \(attempt.call)",
            ].compactMap { $0 }.joined(separator: ", ")
            return "\(attempt.number). \(LocalTime.text(attempt.began)) line \(attempt.line) \(party(attempt)):"
                + "\(seconds) \(attempt.confirmedPages.counting("page")) confirmed, \(attempt.sentence.map(LocalTime.localised) ?? "under way") (\(details))"
        }
    }

    /// Who was called, or called.
    private func party(_ attempt: Attempt) -> String {
        guard job.hasCalledUs else { return "dialled \(attempt.dialled)" }
        return attempt.dialled.isEmpty ? "was called" : "was called by \(attempt.dialled)"
    }

    private var live: [String] {
        tasks.map { task in
            var line = "\(task.stage) (\(task.lane)) \(task.isSetAside ? "set aside" : task.state)"
            if task.state == "delayed", let due = task.notBefore { line += " until \(LocalTime.text(due))" }
            if task.retries > 0 { line += ", tried again \(task.retries.counting("time"))" }
            if task.losses > 0 { line += ", \(task.losses.counting("worker")) lost" }
            if let obstruction = task.waitsFor { line += ", waits for \(obstruction)" }
            if task.priority != .normal { line += ", \(task.priority.rawValue)" }
            // What is held does not expire.
            if let expires = task.expires, task.state != "held" {
                line += ", ends \(LocalTime.text(expires)) at the latest"
            }
            if let reason = task.reason { line += ": \(LocalTime.localised(reason))" }
            return line
        }
    }

    private var files: [String] {
        let width = max(6, documents.keys.map(\.count).max() ?? 0)
        return documents.sorted { $0.key < $1.key }.map { role, reference in
            let name = role.padding(toLength: width, withPad: " ", startingAt: 0)
            return "\(name)  \(reference.mediaType), \(reference.byteCount) bytes, \(reference.digest)"
        }
    }
}

extension JobHistory.LiveTask {
    /// Whether it waits for the operator: it can't be done (`failed`), or can't be read (`corrupt`).
    fileprivate var isSetAside: Bool { state == "failed" || state == "corrupt" }
}
