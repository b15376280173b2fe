public import Configuration
import FaxModel
import Foundation
public import Pipeline

/// Copies in the spool: documents that have a name.
public struct CopyStorage: Sendable {
    private let spool: SpoolClient
    private let settings: DirectoryCopySettings

    /// The copies that the settings name.
    public init(_ settings: DirectoryCopySettings, spool: SpoolClient) {
        self.settings = settings
        self.spool = spool
    }

    /// The copy that counts; `nil` where there is none.
    public func current() async throws -> Publication? { try await spool.publication(settings.name) }

    /// The copy that waits for the operator; `nil` where none does.
    public func held() async throws -> Publication? { try await spool.publication(settings.heldName) }

    /// A path of its own for a file.
    public func scratchPath() -> String {
        ScratchFile.path(in: settings.folder)
    }

    /// Removes the files of processes that were killed.
    public func removeLeftovers() {
        ScratchFile.removeLeftovers(in: settings.folder)
    }

    /// Writes a copy into a new file, for nobody else's eyes.
    public func fetch(_ publication: Publication, to path: String) async throws {
        guard let digest = publication.document else {
            throw CopyError("the spool has a copy of the directory under a name that is no digest")
        }
        let file = try ScratchFile.make(path)
        do {
            try await spool.read(digest) { try file.write(contentsOf: Data($0)) }
            try file.close()
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Publishes the file at `path`: everybody reads it from now on, or nobody before the operator has released it.
    public func publish(_ path: String, isHeld: Bool) async throws {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        var upload = spool.upload()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { try await upload.write(Array(piece)) }
        let document = PublishedDocument(digest: try await upload.seal(), byteCount: upload.byteCount)
        try await spool.publish(document, as: isHeld ? settings.heldName : settings.name)
        // What was held before is older than what counts now.
        if !isHeld { try await spool.publish(nil, as: settings.heldName) }
    }

    /// Lets the copy that waits for the operator count.
    ///
    /// - Returns: whether there was one.
    public func release() async throws -> Bool {
        guard let held = try await held(), let digest = held.document else { return false }
        try await spool.publish(PublishedDocument(digest: digest, byteCount: held.byteCount), as: settings.name)
        try await spool.publish(nil, as: settings.heldName)
        return true
    }

    /// Throws away the copy that waits for the operator.
    ///
    /// - Returns: whether there was one.
    public func discard() async throws -> Bool {
        guard try await held() != nil else { return false }
        try await spool.publish(nil, as: settings.heldName)
        return true
    }
}
