import Foundation
import MIME

/// Opens Outlook's envelopes (TNEF, `winmail.dat`) by `tnef`, in the sandbox: what is in them goes on like any other part.
struct TNEFReader: Sendable {
    let sandbox: Sandbox
    let tnef: String
    var kinds = PrintableKinds.all

    /// Bytes that may come out of one: as much as a mail has.
    private static let maximumBytes = 256 << 20

    /// What is in an envelope.
    ///
    /// - Parameter hasText: whether the mail says its text outside of the envelope: then the one within is the same again.
    /// - Throws: `ConversionError` when it can't be opened; `SandboxUnavailable`; `CancellationError`.
    func parts(of envelope: [UInt8], hasText: Bool) async throws -> [PrintedPart] {
        for program in [tnef, Self.tar] where !FileManager.default.isExecutableFile(atPath: program) {
            throw ConversionError("Envelopes of Outlook's are not opened on this host: \(program) is not installed.")
        }
        var archive: [UInt8] = []
        let result = try await sandbox.run(
            ["/bin/sh", "-c", Self.script, "sh", tnef], input: envelope, end: sandbox.end, needs: .shell
        ) { piece in
            guard archive.count + piece.byteCount <= Self.maximumBytes else {
                throw ConversionError("What is in it is too large.")
            }
            piece.withUnsafeBytes { archive.append(contentsOf: $0) }
        }
        guard result.succeeded, let files = TarArchive(archive)?.files else {
            throw ConversionError("It is no readable envelope of Outlook's.")
        }
        let attachments = files.filter { !$0.isBody }
        let parts = (hasText ? [] : files.filter(\.isBody).map(text)) + attachments.map(part)
        guard !parts.isEmpty || hasText else { throw ConversionError("There is nothing in it.") }
        return parts
    }

    /// GNU tar.
    static let tar = "/usr/bin/tar"

    /// Takes the envelope apart into a folder, and gives that as an archive. Nothing of it is trusted: neither what comes out nor what it
    /// is called.
    private static let script = """
        mkdir files && "$1" --directory=files --number-backups --save-body=\(bodyName) --body-pref=thr \\
            && exec \(tar) --create --format=gnu --sort=name files
        """

    /// The file of the message's own text, its kind behind it.
    fileprivate static let bodyName = "faxpost-body"

    private func text(_ file: TarArchive.File) -> PrintedPart {
        if file.path.hasSuffix(".txt") {
            return PrintedPart("winmail.dat", .text(String(decoding: file.bytes, charset: nil)))
        }
        let name = "the text in winmail.dat"
        if file.path.hasSuffix(".html"), kinds.contains(.html) {
            return PrintedPart(name, .html(HTMLDocument(bytes: file.bytes)))
        }
        if kinds.contains(.office), ContentKind(of: file.bytes) == .office(.richText) {
            return PrintedPart(name, .office(.richText, file.bytes))
        }
        return PrintedPart(name, .omitted(reason: "It is formatted, and there is no plain text beside it."))
    }

    /// The type of files that have a name and no type.
    private static let untyped = MediaType("application", "octet-stream")

    private func part(_ file: TarArchive.File) -> PrintedPart {
        let name = file.name
        guard let kind = ContentKind(of: file.bytes) else {
            // Of several files of one name, the others are numbered.
            let isText = name.lowercased().contains(#/\.txt(\.\d+)?$/#)
            let text =
                isText
                ? String(decoding: file.bytes, charset: nil) : UntypedText.text(of: file.bytes, Self.untyped)
            return PrintedPart(
                name, text.map { .text($0) } ?? .omitted(reason: "Documents of its kind can't be printed."))
        }
        guard kind != .tnef else {
            return PrintedPart(name, .omitted(reason: "It is an envelope of Outlook's within another."))
        }
        return PrintedPart(name, PrintedPart.Content(kind, file.bytes, kinds))
    }
}

extension TarArchive.File {
    /// What it is called, without its folder.
    fileprivate var name: String { String(path.dropFirst("files/".count)) }

    /// Whether it is the message's own text.
    fileprivate var isBody: Bool { name.hasPrefix(TNEFReader.bodyName + ".") }
}
