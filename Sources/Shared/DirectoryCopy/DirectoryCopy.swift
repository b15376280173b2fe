public import Configuration
public import Directory
import Dispatch
public import FaxModel
import Foundation
public import LDAP
public import LDAPGrammar
public import Logging
public import Pipeline
public import ServiceLifecycle
import Synchronization

/// The copy of the directory that counts, as the spool names it: it follows when there is a newer one, and changes from one to the
/// other between two questions, so that nobody waits and nobody sees half of each.
public final class DirectoryCopy: EntrySource, Service {
    private struct State {
        var file: CopyFile?
        var digest: String?
        var published: Date?
        var observers: [@Sendable (CopyFile) -> Void] = []
    }

    public let name = "the copy of the directory"
    private let settings: DirectoryCopySettings
    private let needed: [LDAPAttribute]
    private let storage: CopyStorage
    private let logger: Logger
    private let state = Mutex(State())
    /// Where observers are told, one change after the other.
    private let queue = DispatchQueue(label: "copy of the directory")

    /// The copy that the settings name. It is read when it is needed first.
    ///
    /// - Parameter needed: attributes without which nothing may be answered: in a copy that was made before the configuration asked for them
    ///   it looks as if nobody had them.
    public init(
        _ settings: DirectoryCopySettings, needed: [LDAPAttribute] = [], spool: SpoolClient, logger: Logger
    ) {
        self.settings = settings
        self.needed = needed
        storage = CopyStorage(settings, spool: spool)
        self.logger = logger
    }

    /// What is said of the copy as a whole; `nil` where none has been read.
    public var facts: CopyFile.Facts? { state.withLock { $0.file?.facts } }

    /// Has `body` called with each copy that is read from now on, on a thread of its own, before whoever has it read goes on.
    public func observe(_ body: @escaping @Sendable (CopyFile) -> Void) {
        state.withLock { $0.observers.append(body) }
    }

    public func entries(
        _ questions: Set<EntryQuestion>, _ attributes: [LDAPAttribute], limit: Int
    ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]] {
        let file = try await current()
        var answers: [EntryQuestion: [LDAPEntry]] = [:]
        do throws(CopyError) {
            let missing = needed.filter { !file.has([$0]) }.map(\.name)
            guard missing.isEmpty else {
                throw CopyError(
                    "it was made before the configuration asked for \(missing.joined(separator: ", ")); run faxctl directory sync"
                )
            }
            for question in questions { answers[question] = try file.entries(question, limit: limit) }
        } catch {
            throw Failure(copy: error)
        }
        return answers
    }

    /// Looks whether there is a newer copy, and takes it.
    ///
    /// - Throws: when the spool does not answer, or what it has is no copy; what was read before stays in use then.
    public func refresh() async throws {
        guard let publication = try await storage.current() else { return }
        guard state.withLock({ $0.digest }) != publication.digest else { return }
        let path = storage.scratchPath()
        try await storage.fetch(publication, to: path)
        // Once it is open, it needs no name.
        defer { unlink(path) }
        let file = try CopyFile(path)
        let old = state.withLock { state -> CopyFile? in
            // Another one may have been faster, and later.
            guard state.published.map({ $0 <= publication.published }) ?? true else { return nil }
            let old = state.file
            (state.file, state.digest, state.published) = (file, publication.digest, publication.published)
            return old
        }
        // A file is closed here, and not where somebody waits for the lock.
        withExtendedLifetime(old) {}
        logger.notice(
            "A copy of the directory is read",
            metadata: ["entries": "\(file.facts.entries)", "made": "\(file.facts.made.formatted(.iso8601))"])
        await tellObservers()
    }

    /// Tells of the copy that counts: perhaps a later one than that of whoever has it told.
    private func tellObservers() async {
        guard !state.withLock({ $0.observers.isEmpty }) else { return }
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let (file, observers) = state.withLock { ($0.file, $0.observers) }
                if let file { for observer in observers { observer(file) } }
                continuation.resume()
            }
        }
    }

    /// Follows until it is shut down.
    public func run() async throws {
        storage.removeLeftovers()
        await cancelWhenGracefulShutdown {
            var trouble: String?
            while !Task.isCancelled {
                do {
                    try await self.refresh()
                    let missing = self.facts == nil ? await self.whyThereIsNone() : nil
                    if let missing, trouble != missing {
                        self.logger.warning("The copy of the directory can't be read: \(missing)")
                    }
                    trouble = missing
                } catch {
                    // Told once: the spool's own trouble is in its own log.
                    if trouble != "\(error)", !Task.isCancelled {
                        self.logger.warning("Whether there is a newer copy of the directory is not known: \(error)")
                    }
                    trouble = "\(error)"
                }
                try? await Task.sleep(for: self.settings.check)
            }
        }
    }

    private func current() async throws(Failure) -> CopyFile {
        if let file = state.withLock({ $0.file }) { return file }
        do {
            try await refresh()
        } catch {
            throw Failure(copy: CopyError("\(error)"))
        }
        guard let file = state.withLock({ $0.file }) else {
            throw Failure(copy: CopyError(await whyThereIsNone()))
        }
        return file
    }

    /// Why there is no copy, and what to do about it: a clause.
    private func whyThereIsNone() async -> String {
        guard let held = try? await storage.held() else {
            return "there is none yet: start dirsync, or run faxctl directory sync"
        }
        return
            "there is none yet, and one of \(held.published.formatted(.iso8601)) waits for faxctl directory release or discard"
    }
}

extension Failure {
    /// The copy of the directory could not be asked: RFC 3463 §3.5, X.4.3: directory server failure.
    public init(copy error: CopyError) {
        self.init(EnhancedStatusCode(4, 4, 3), "The copy of the directory can't be read: \(error).")
    }
}
