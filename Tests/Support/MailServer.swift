import Foundation

/// The mail server that takes notifications: aiosmtpd, with a handler that keeps every mail as a file (mailserver.py).
public final class MailServer: Sendable {
    /// How it treats mails.
    public enum Manner: Hashable, Sendable {
        /// Keeps them.
        case keeping
        /// Defers so many, and keeps the others.
        case deferring(Int)
        /// Refuses them for good.
        case refusing
        /// Keeps them, and never says so.
        case stalling
        /// Keeps them, but refuses some recipients, and defers others once.
        case choosing(refused: [String], deferred: [String])
        /// Has each of these troubles once, in their order, and keeps mails: `RCPT=450 4.2.1 Greylisted`, `DATA=drop`, `MAIL=slow`. It says
        /// `trouble 1` of the first.
        case troubled([String])
    }

    /// Its process; it says `kept N` of each mail.
    public let process: ChildProcess
    /// Where it listens, on 127.0.0.1.
    public let port: Int
    private let folder = try? TemporaryFolder()

    /// Starts a server; returns when it listens.
    ///
    /// - Parameter port: where it listens; by default where nobody else does.
    public init(_ manner: Manner = .keeping, port: Int? = nil) async throws {
        self.port = try port ?? LoopbackPort.reserve()
        guard let folder else { throw SupportError("no folder for mails") }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "mailserver.py").path
        let options =
            switch manner {
            case .keeping: [String]()
            case .deferring(let count): ["--defer", "\(count)"]
            case .refusing: ["--refuse"]
            case .stalling: ["--stall"]
            case .choosing(let refused, let deferred):
                refused.flatMap { ["--refuse-to", $0] } + deferred.flatMap { ["--defer-to", $0] }
            case .troubled(let troubles): troubles.flatMap { ["--trouble", $0] }
            }
        process = try ChildProcess("/usr/bin/python3", ["-B", script, "\(self.port)", folder.url.path] + options)
        try await process.says("listening")
    }

    /// The mails that it has kept so far, in their order.
    public var mails: [String] {
        guard let folder else { return [] }
        var mails: [String] = []
        while let mail = try? String(contentsOf: folder.url.appending(path: "\(mails.count + 1).eml"), encoding: .utf8)
        {
            mails.append(mail)
        }
        return mails
    }

    /// The mail of this number, from 1, as soon as it is there.
    public func mail(_ number: Int) async throws -> String {
        try await process.says("kept \(number)\n")
        return mails[number - 1]
    }
}
