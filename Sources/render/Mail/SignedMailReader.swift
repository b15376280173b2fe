/// Opens mails that stand within their signature (`application/pkcs7-mime; smime-type=signed-data`, RFC 8551 §3.5.2) by
/// OpenSSL, in the sandbox. The signature is not checked: paper shows none.
struct SignedMailReader: Sendable {
    let sandbox: Sandbox
    let openSSL: String

    /// Bytes that may come out of one: as much as a mail has.
    private static let maximumBytes = 256 << 20

    /// The MIME entity in the signature.
    ///
    /// - Throws: `ConversionError` when it can't be opened; `SandboxUnavailable`; `CancellationError`.
    func content(of signed: [UInt8]) async throws -> [UInt8] {
        var content: [UInt8] = []
        let command = [
            openSSL, "cms", "-verify", "-inform", "DER", "-noverify", "-nosigs", "-no_attr_verify",
            "-no_content_verify",
        ]
        let result = try await sandbox.run(command, input: signed, end: sandbox.end) { piece in
            guard content.count + piece.byteCount <= Self.maximumBytes else {
                throw ConversionError("What is in it is too large.")
            }
            piece.withUnsafeBytes { content.append(contentsOf: $0) }
        }
        guard result.succeeded, !content.isEmpty else { throw ConversionError("It is no readable signed mail.") }
        return content
    }
}
