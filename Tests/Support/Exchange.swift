import Foundation

/// A telephone exchange of a test's own: `linesim`, as fast as the programs at it allow.
public final class Exchange: Sendable {
    /// Its process.
    public let process: ChildProcess
    private let folder: TemporaryFolder

    /// Starts an exchange with a modem for each number; returns when their devices are there.
    ///
    /// - Parameter options: more of linesim's options: speed, impairments.
    public init(numbers: [String], _ options: [String] = ["--turbo", "0"]) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        // Other people's programs, under users of their own, come to the devices through here.
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        process = try ChildProcess(
            Faxpost.binaries.appending(path: "linesim").path,
            numbers.flatMap { ["--modem", "\(folder.path($0)),\($0)"] } + options)
        try await process.says("linesim ready")
    }

    /// The device of the modem that has this number.
    public func device(_ number: String) -> String { folder.path(number) }

    /// The calls that were made so far, as the exchange tells them: `1001 dials 2222: …`.
    public var calls: [String] {
        process.output.split(separator: "\n").filter { $0.contains(" dials ") }.map(String.init)
    }

    /// Ends it.
    public func stop() async throws {
        try await process.stop()
    }
}
