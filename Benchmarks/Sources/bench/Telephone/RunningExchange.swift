import Foundation

/// `linesim` with some modems, while something is measured.
struct RunningExchange {
    /// A call that is over.
    struct Call {
        /// How long it took by its own clock, from the last digit until both ends were on the hook.
        var lineSeconds: Double
        /// How long it took by the wall's.
        var wallSeconds: Double
    }

    let program: RunningProgram
    private let folder: URL

    /// Starts it with a modem of each of these numbers.
    ///
    /// - Parameters:
    ///   - options: more of linesim's options. Without any, the line runs at life speed.
    ///   - folder: where its devices are; without one, in one of the run's.
    init(_ setup: Setup, numbers: [String], _ options: [String] = [], folder: URL? = nil) throws {
        let folder = try folder ?? setup.folder()
        self.folder = folder
        program = try RunningProgram(
            setup.binaries.appending(path: "linesim").path,
            numbers.flatMap { ["--modem", "\(folder.path)/\($0),\($0)"] } + options,
            log: folder.appending(path: "linesim.log"))
        try program.waitForLog("linesim ready")
    }

    /// The device of the modem that has this number.
    func device(_ number: String) -> String { "\(folder.path)/\(number)" }

    /// The calls so far that are over.
    func calls() throws -> [Call] {
        try program.log().matches(of: #/over after ([0-9.]+) s of line time in ([0-9.]+) s/#).compactMap {
            guard let line = Double($0.1), let wall = Double($0.2) else { return nil }
            return Call(lineSeconds: line, wallSeconds: wall)
        }
    }

    /// Ends it.
    func stop() { program.stop() }
}
