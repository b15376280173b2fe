import Foundation

/// Whether a program of the installation would start with a configuration: it is asked itself, by `--check`, so what is found is what
/// it would find, whatever it reads.
struct ProgramTrial {
    /// The program's name.
    let name: String
    private let process = Process()
    private let output = Pipe()

    /// What a program has said.
    struct Finding {
        /// Whether it would start.
        var wouldStart: Bool
        /// What it warns of, or why it would not.
        var sentences: [String]
    }

    /// Begins to try the program of this name; `nil` where it is not installed here.
    ///
    /// - Throws: when it can't be run.
    init?(_ name: String, configuration: String) throws {
        self.name = name
        let path = InstalledProgram(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        process.executableURL = URL(filePath: path)
        process.arguments = ["--check", "--config", configuration]
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    /// What it has found, when it has ended.
    func finding() throws -> Finding {
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let hasEnded = process.terminationReason == .exit && process.terminationStatus == 0
        return Finding(wouldStart: hasEnded, sentences: Self.sentences(in: text))
    }

    /// The sentences in what a program has logged: those of warnings and worse, and what it has said without its log.
    static func sentences(in log: String) -> [String] {
        log.split(whereSeparator: \.isNewline).compactMap { line in
            guard let event = line.wholeMatch(of: /\d{4}-\d\d-\d\dT\S+ ([a-z]+) [a-z]+:.*? \[[^\]]*\] (.*)/) else {
                return String(line)
            }
            return ["warning", "error", "critical"].contains(event.1) ? String(event.2) : nil
        }
    }
}
