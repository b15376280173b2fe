public import Configuration
import Dispatch
import Foundation
public import LDAP
import LDAPGrammar
public import Logging
import Pipeline

/// Makes a new copy of the directory and publishes it.
public struct DirectorySync: Sendable {
    /// What is made of what was read: a file, and how.
    private struct Made: Sendable {
        var server: String
        var method: DirectoryCopySettings.Method
        var isFull: Bool
        /// Whether it says more than the one before although all entries are the same: where to go on, or for how long.
        var isNeeded: Bool
        var badCount: Int
        var badEntries: [CopyWriter.BadEntry]
        var difference: CopyDifference
        var byteCount: Int
    }

    private let settings: DirectorySettings
    private let copy: DirectoryCopySettings
    private let servers: [LDAPServer]
    private let plan: CopyPlan
    private let storage: CopyStorage
    private let logger: Logger

    /// A synchronisation of the configured directory.
    public init(
        _ settings: DirectorySettings, _ copy: DirectoryCopySettings, servers: [LDAPServer], plan: CopyPlan,
        storage: CopyStorage, logger: Logger
    ) {
        self.settings = settings
        self.copy = copy
        self.servers = servers
        self.plan = plan
        self.storage = storage
        self.logger = logger
    }

    /// Runs once.
    ///
    /// - Parameters:
    ///   - isFull: whether everything is read although less would do.
    ///   - isDry: whether nothing is published.
    /// - Throws: `LDAPError`, `CopyError`, `SpoolError`: nothing has changed then. Where its task is cancelled: `CancellationError`, at once.
    public func run(isFull: Bool = false, isDry: Bool = false) async throws -> Report {
        let start = ContinuousClock.now
        storage.removeLeftovers()
        let old = storage.scratchPath()
        let new = storage.scratchPath()
        defer {
            unlink(old)
            unlink(new)
        }
        let publication = try await storage.current()
        if let publication { try await storage.fetch(publication, to: old) }
        let isKnown = publication != nil
        let made = try await onThread { [self] isCancelled in
            do {
                return try make(new, old: isKnown ? old : nil, isFull: isFull, isCancelled)
            } catch let error as LDAPError {
                guard let advice = advice(on: error.code) else { throw error }
                throw CopyError("\(error.sentence) Nothing has changed. \(advice)")
            }
        }
        let isExcessive = made.difference.isExcessive(copy.maximumDeletions)
        let outcome: Outcome
        if isDry {
            outcome = .dryRun
        } else if isKnown, made.difference.isEmpty, !made.isNeeded {
            outcome = .unchanged
        } else if isExcessive {
            outcome = .held
            if try await !isHeld(new) { try await storage.publish(new, isHeld: true) }
        } else {
            outcome = .published
            try await storage.publish(new, isHeld: false)
        }
        return Report(
            outcome: outcome, method: made.method.rawValue, isFull: made.isFull,
            entries: made.difference.entries, difference: made.difference, isExcessive: isExcessive,
            asked: asked(made.server), badCount: made.badCount, badEntries: made.badEntries,
            seconds: (ContinuousClock.now - start) / .seconds(1), byteCount: made.byteCount)
    }

    /// What an operator can do about a run that failed; `nil` where the error says it all.
    private func advice(on code: LDAPResultCode) -> String? {
        switch code {
        case .endlessAnswer:
            "Where the directory really has so much, raise directory.copy.maximum-entries (\(copy.maximumEntries)), maximum-size "
                + "(\(copy.maximumSize.bytes) octets) or longest-run (\(copy.longestRun.components.seconds) s)"
        case .noSuchObject:
            "There is no \(copy.base), or it is not shown to \(name): look at directory.copy.base, and at what that name may read"
        case .sizeLimitExceeded, .adminLimitExceeded:
            "We have asked as \(name), to which the server gives no more entries than that: a copy needs a name for which it has no such limit"
        case .unavailableCriticalExtension:
            "The server has not got what method \(copy.method.rawValue) needs (directory.copy.method)"
        case .insufficientAccessRights:
            "We have asked as \(name), which may not read \(copy.base), or not by method \(copy.method.rawValue) (directory.copy.method)"
        default: nil
        }
    }

    /// As whom we ask.
    private var name: String {
        switch settings.binding {
        case .anonymous: "nobody (there is no bind-dn)"
        case .simple(let dn, _): dn
        case .external: "whom our certificate names"
        }
    }

    /// What was asked of a server, and as whom.
    private func asked(_ server: String) -> DirectorySync.Question {
        DirectorySync.Question(
            server: server, base: copy.base, filter: copy.filter.description, name: name,
            attributes: plan.searched.map(\.name).sorted())
    }

    /// Whether a copy with the same entries waits for the operator already.
    private func isHeld(_ new: String) async throws -> Bool {
        guard let held = try await storage.held() else { return false }
        let path = storage.scratchPath()
        defer { unlink(path) }
        try await storage.fetch(held, to: path)
        guard let facts = try? CopyFile(path).facts, facts.fingerprint == plan.fingerprint else { return false }
        return try CopyDifference(new, old: path).isEmpty
    }

    private func make(
        _ new: String, old: String?, isFull: Bool, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Made {
        let reading = try CopyReading(servers, settings, copy, plan, isCancelled: isCancelled)
        var made: (writer: CopyWriter, mark: CopyReading.Mark)?
        let mark: CopyReading.Mark? = if let old { try self.mark(in: old, reading.method) } else { nil }
        var isOutdated = mark == nil
        if let old, !isFull, reading.method != .full, let mark {
            do {
                try ScratchFile.duplicate(old, to: new)
                let writer = try CopyWriter(new, plan, isNew: false)
                made = (writer, try reading.readChanges(since: mark, into: writer))
            } catch is CopyReading.Outdated {
                made = nil
                isOutdated = true
                unlink(new)
                logger.notice("What has changed can't be told any more; everything is read")
            }
        }
        let isPartial = made != nil
        if made == nil {
            let writer = try CopyWriter(new, plan, isNew: true)
            made = (writer, try reading.readAll(into: writer))
        }
        guard let (writer, mark) = made else { preconditionFailure("a copy was made") }
        let now = String(Date().timeIntervalSince1970)
        try writer.set("made", now)
        if !isPartial { try writer.set("full", now) }
        try writer.set("method", reading.method.rawValue)
        try writer.set("server", mark.server ?? "")
        try writer.set("cookie", Data(mark.cookie).base64EncodedString())
        try writer.finish()
        let size = try FileManager.default.attributesOfItem(atPath: new)[.size] as? NSNumber
        return Made(
            server: reading.server, method: reading.method, isFull: !isPartial, isNeeded: isOutdated,
            badCount: writer.badCount,
            badEntries: writer.badEntries,
            difference: try CopyDifference(new, old: old), byteCount: size?.intValue ?? 0)
    }

    /// Where the copy at `path` says that its changes go on; `nil` where everything is to be read.
    private func mark(in path: String, _ method: DirectoryCopySettings.Method) throws -> CopyReading.Mark? {
        guard let facts = try? CopyFile(path).facts, facts.fingerprint == plan.fingerprint,
            facts.method == method.rawValue,
            facts.fullyRead.timeIntervalSinceNow > -(copy.fullEvery / .seconds(1)),
            let cookie = Data(base64Encoded: facts.cookie)
        else { return nil }
        return CopyReading.Mark(cookie: Array(cookie), server: facts.server.isEmpty ? nil : facts.server)
    }

    /// Runs what blocks on a thread of its own, and lets it ask whether it is still wanted. Who is cancelled does not wait for it: in the middle of
    /// connecting nothing can be asked, and a thread that is at that ends by itself, or with the program.
    private func onThread<Result: Sendable>(
        _ body: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Result
    ) async throws -> Result {
        let work = ThreadWork<Result>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard work.begin(continuation) else { return continuation.resume(throwing: CancellationError()) }
                DispatchQueue(label: "directory sync").async {
                    work.end(Swift.Result { try body { work.hasEnded } })
                }
            }
        } onCancel: {
            work.end(.failure(CancellationError()))
        }
    }
}
