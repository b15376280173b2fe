import Foundation

/// Makes PDFs of office documents by LibreOffice, in the sandbox. Each document has a LibreOffice of its own, with a new profile:
/// it never sees two customers' documents. Macros don't run.
struct OfficeConverter: Sendable {
    let sandbox: Sandbox
    let libreOffice: String

    /// Bytes of the largest PDF that is taken.
    private static let maximumBytes = 256 << 20

    /// Whether LibreOffice is there.
    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: libreOffice) }

    /// A PDF of the document's pages.
    ///
    /// - Throws: `ConversionError` when it can't be made; `SandboxUnavailable`; `CancellationError`.
    func pdf(of document: [UInt8], _ kind: OfficeKind, end: ContinuousClock.Instant) async throws -> [UInt8] {
        guard isInstalled else { throw ConversionError("LibreOffice is not installed on this host.") }
        var pdf: [UInt8] = []
        let result = try await sandbox.run(
            ["/bin/sh", "-c", Self.script, "sh", libreOffice, "document.\(kind.rawValue)"], input: document, end: end,
            needs: Self.needs
        ) { piece in
            guard pdf.count + piece.byteCount <= Self.maximumBytes else {
                throw ConversionError("Its layout is too large.")
            }
            piece.withUnsafeBytes { pdf.append(contentsOf: $0) }
        }
        guard result.succeeded, !pdf.isEmpty else {
            throw ConversionError(
                kind == .compound
                    ? "It is no office document that can be read, or it is protected by a password."
                    : "LibreOffice can't read it.")
        }
        return pdf
    }

    private static let needs = SandboxNeeds(
        processes: 64, memory: 4 << 30, files: 512, folders: ["/etc/libreoffice"], processTable: true)

    private static let script = """
        cat > "$2" && "$1" --headless --nologo --norestore --nolockcheck --nodefault -env:UserInstallation=file:///tmp/profile \\
            --convert-to pdf --outdir /tmp/out "$2" >&2 && exec cat out/document.pdf
        """
}
