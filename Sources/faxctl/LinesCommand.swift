import ArgumentParser
import FaxModel
import Pipeline

/// faxctl lines
struct LinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lines", abstract: "Shows the telephone lines of all programs that run, and how they are.")

    @OptionGroup var access: SpoolAccess

    func run() async throws {
        try await access.withClient { client, _ in
            let list = try await client.query(.lines, as: LineList.self)
            access.show(list, list.text)
        }
    }
}

extension LineList {
    /// What an operator reads.
    var text: String {
        lines.isEmpty ? "No faxout has reported any lines: is it running? (faxout.lines names them)" : table.text
    }

    /// A line a telephone line.
    var table: Table {
        Table(
            header: ["line", "group", "state", "modem", ""],
            rows: lines.map { [$0.name, $0.group.rawValue, $0.state.rawValue, $0.modem ?? "", $0.reason ?? ""] })
    }
}
