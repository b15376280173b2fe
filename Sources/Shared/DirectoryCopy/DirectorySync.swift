public import Configuration
import Dispatch
import Foundation
public import LDAP
public import Logging
import Pipeline

/// Makes a new copy of the directory and publishes it.
public struct DirectorySync: Sendable {
    /// What became of a run.
    public enum Outcome: String, Sendable, Codable {
        /// The new copy counts.
        case published
        /// Nothing has changed.
        case unchanged
        /// It takes too much away, and waits for the operator.
        case held
        /// It was only tried.
        case dryRun = "dry-run"
    }

    /// What a run has done.
    public struct Report: Sendable, Codable {
        /// What became of it.
        public var outcome: Outcome
        /// How changes were found out.
        public var method: String
        /// Whether everything was read.
        public var isFull: Bool
        /// Entries in the new copy.
        public var entries: Int
        /// In what it differs from the one before.
        public var difference: CopyDifference
        /// Whether it takes too much away: a run that was only tried would have been held.
        public var isExcessive: Bool
        /// Entries of which something could not be used.
        public var badCount: Int
        /// The first of them.
        public var badEntries: [CopyWriter.BadEntry]
        /// How long it took.
        public var seconds: Double
        /// Bytes of the file.
        public var byteCount: Int
    }

    /// What is made of what was read: a file, and how.
    private struct Made: Sendable {
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
    /// - Throws: `LDAPError`, `CopyError`, `SpoolError`: nothing has changed then.
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
        let made = try await onThread { [self] in
            do {
                return try make(new, old: isKnown ? old : nil, isFull: isFull)
            } catch let error as LDAPError where error.code == .endlessAnswer {
                throw CopyError(
                    "\(error.sentence) Nothing has changed. Where the directory really has so much, raise directory.copy.maximum-entries "
                        + "(\(copy.maximumEntries)), maximum-size (\(copy.maximumSize.bytes) octets) or longest-run "
                        + "(\(copy.longestRun.components.seconds) s)")
            }
        }
        let isExcessive = isKnown && made.difference.isExcessive(copy.maximumDeletions)
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
            entries: made.difference.before + made.difference.added - made.difference.removed,
            difference: made.difference, isExcessive: isExcessive, badCount: made.badCount, badEntries: made.badEntries,
            seconds: (ContinuousClock.now - start) / .seconds(1), byteCount: made.byteCount)
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

    private func make(_ new: String, old: String?, isFull: Bool) throws -> Made {
        let reading = try CopyReading(servers, settings, copy, plan)
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
            method: reading.method, isFull: !isPartial, isNeeded: isOutdated, badCount: writer.badCount,
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

    /// Runs what blocks on a thread of its own.
    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "directory sync").async {
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }
}

extension DirectorySync.Report {
    /// What a run has done, as a sentence or two for the operator.
    public var sentence: String {
        let what =
            "\(entries) entries (\(difference.added) new, \(difference.changed) changed, \(difference.removed) gone)"
        let how = "\(isFull ? "read in full" : "read by \(method)") in \(String(format: "%.1f", seconds)) s"
        let bad = badCount == 0 ? "" : " Of \(badCount) something can't be used."
        let lost =
            difference.values < difference.valuesBefore
            ? ", and \(difference.valuesBefore - difference.values) of \(difference.valuesBefore) values by which they are found"
            : ""
        let excess =
            "would take away \(difference.removed) of \(difference.before) entries\(lost), more than directory.copy.maximum-deletions"
        let held = isExcessive ? " Without --dry-run this copy would be held: it \(excess)." : ""
        return switch outcome {
        case .published: "The directory was copied: \(what), \(how).\(bad)"
        case .unchanged: "Nothing has changed in the directory, \(how).\(bad)"
        case .held:
            "The new copy of the directory \(excess); it waits for faxctl directory release or discard.\(bad)"
        case .dryRun: "The directory was read, and nothing was published: \(what), \(how).\(held)\(bad)"
        }
    }
}
