/// Documents that are known by their content, whatever they are called: many mail programs send a PDF as
/// `application/octet-stream`.
enum ContentKind: Hashable, Sendable {
    case pdf
    case tiff
    /// Outlook's envelope, `winmail.dat` (MS-OXTNEF).
    case tnef

    /// What the bytes are; `nil` when they are none of these.
    init?(of bytes: [UInt8]) {
        // Readers accept a PDF's header anywhere in the first 1024 bytes (ISO 32000-1, annex H.3, note 13).
        let head = bytes.prefix(1024)
        if head.starts(with: [0x49, 0x49, 0x2A, 0]) || head.starts(with: [0x4D, 0x4D, 0, 0x2A])
            || head.starts(with: [0x49, 0x49, 0x2B, 0]) || head.starts(with: [0x4D, 0x4D, 0, 0x2B])
        {
            self = .tiff
        } else if head.starts(with: [0x78, 0x9F, 0x3E, 0x22]) {
            // MS-OXTNEF §2.1.3.1: the signature 0x223E9F78.
            self = .tnef
        } else if head.indices.contains(where: { head[$0...].starts(with: "%PDF-".utf8) }) {
            self = .pdf
        } else {
            return nil
        }
    }
}
