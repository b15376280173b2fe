import ArgumentParser
import FaxModel
import Foundation
import Pipeline

/// faxctl queue
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Shows how many tasks wait at each stage and lane.")

    @OptionGroup var access: SpoolAccess

    func run() async throws {
        try await access.withClient { client, _ in
            let report = try await client.query(.queue, as: QueueReport.self)
            access.show(report, report.text)
        }
    }
}

extension QueueReport {
    /// What an operator reads.
    var text: String {
        var parts = [table.text]
        if !pauses.isEmpty { parts.append("paused: " + pauses.joined(separator: ", ")) }
        parts += limits.map { "new mail is refused (452): \($0)" }
        return parts.joined(separator: "\n\n")
    }

    /// A line a stage and lane.
    var table: Table {
        Table(
            header: [
                "stage", "lane", "ready", "delayed", "blocked", "held", "leased", "set-aside", "waiting", "",
            ],
            rows: depths.map { depth in
                [
                    depth.stage.rawValue, depth.lane.rawValue, String(depth.ready), String(depth.delayed),
                    String(depth.blocked), String(depth.held), String(depth.leased),
                    String(depth.failed + depth.corrupt), depth.waitingSince.map { age(of: $0) } ?? "-",
                    [
                        depth.isPaused ? "paused" : depth.isClosed ? "closed" : nil,
                        depth.isUnserved ? "no worker" : nil,
                    ].compactMap { $0 }.joined(separator: ", "),
                ]
            })
    }

    /// One line: the tasks that move, by stage.
    var summary: String {
        Stage.allCases.map { stage in
            let lanes = depths.filter { $0.stage == stage }
            let waiting = lanes.reduce(0) { $0 + $1.ready + $1.delayed + $1.blocked + $1.held }
            let leased = lanes.reduce(0) { $0 + $1.leased }
            let aside = lanes.reduce(0) { $0 + $1.failed + $1.corrupt }
            return "\(stage) \(waiting) waiting, \(leased) at work" + (aside > 0 ? ", \(aside) set aside" : "")
        }.joined(separator: " | ")
    }
}
