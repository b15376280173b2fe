/// Documents that are known by their content, whatever they are called: many mail programs send a PDF as
/// `application/octet-stream`.
enum ContentKind: Hashable, Sendable {
    case pdf
    case tiff
    case image(ImageKind)
    case office(OfficeKind)
    /// Outlook's envelope, `winmail.dat` (MS-OXTNEF).
    case tnef
    /// A signed mail with the text within the signature (RFC 8551 §3.5.2).
    case signedMail
    /// An encrypted mail (RFC 8551 §3.3).
    case encryptedMail
    case html
    /// An archive of files.
    case archive(String)

    /// What the bytes are; `nil` when they are none of these.
    init?(of bytes: [UInt8]) {
        // Readers accept a PDF's header anywhere in the first 1024 bytes (ISO 32000-1, annex H.3, note 13).
        let head = bytes.prefix(1024)
        if head.starts(with: [0x49, 0x49, 0x2A, 0]) || head.starts(with: [0x4D, 0x4D, 0, 0x2A])
            || head.starts(with: [0x49, 0x49, 0x2B, 0]) || head.starts(with: [0x4D, 0x4D, 0, 0x2B])
        {
            self = .tiff
        } else if let kind = ImageKind(head) {
            self = .image(kind)
        } else if head.starts(with: [0x78, 0x9F, 0x3E, 0x22]) {
            // MS-OXTNEF §2.1.3.1: the signature 0x223E9F78.
            self = .tnef
        } else if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            self = OfficeKind(zip: ZipDirectory(bytes)).map { .office($0) } ?? .archive("ZIP")
        } else if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            // MS-CFB §2.2: what Office wrote until 2007. LibreOffice finds out which of its programs did.
            self = .office(.compound)
        } else if head.starts(with: "{\\rtf".utf8) {
            self = .office(.richText)
        } else if let other = Self.archives.first(where: { head.starts(with: $0.head) }) {
            self = .archive(other.name)
        } else if let kind = Self.cryptographic(head) {
            self = kind
        } else if head.indices.contains(where: { head[$0...].starts(with: "%PDF-".utf8) }) {
            self = .pdf
        } else if Self.isHTML(head) {
            self = .html
        } else {
            return nil
        }
    }

    private static let archives: [(head: [UInt8], name: String)] = [
        ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], "RAR"), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"),
        ([0x1F, 0x8B], "gzip"),
    ]

    /// A `ContentInfo` in DER or BER (RFC 5652 §3): a sequence that begins with the content's type.
    private static func cryptographic(_ head: ArraySlice<UInt8>) -> ContentKind? {
        guard head.first == 0x30, head.count > 20, let length = head.dropFirst().first else { return nil }
        let type = head.dropFirst(length > 0x80 ? 2 + Int(length & 0x7F) : 2)
        let prefix: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
        if type.starts(with: [0x06, 0x09] + prefix + [0x07, 2]) { return .signedMail }
        // enveloped-data; auth-enveloped-data (RFC 5083 §2).
        if type.starts(with: [0x06, 0x09] + prefix + [0x07, 3])
            || type.starts(with: [0x06, 0x0B] + prefix + [0x09, 0x10, 0x01, 0x17])
        {
            return .encryptedMail
        }
        return nil
    }

    private static func isHTML(_ head: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: head, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }
}

/// Pictures that a picture converter reads; the value is its name for the format.
enum ImageKind: String, Hashable, Sendable {
    case jpeg, png, gif, webp, bmp

    /// The kind of picture that begins so.
    init?(_ head: ArraySlice<UInt8>) {
        if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if head.starts(with: "BM".utf8), head.count > 18, [12, 40, 52, 56, 64, 108, 124].contains(head[14]),
            head[15...17].allSatisfy({ $0 == 0 })
        {
            self = .bmp
        } else {
            return nil
        }
    }

    /// What people call it.
    var title: String { self == .webp ? "WebP" : rawValue.uppercased() }
}

/// Documents of offices. The value is the end of a file's name by which LibreOffice finds its way.
enum OfficeKind: String, Hashable, Sendable {
    case wordProcessing = "docx"
    case spreadsheet = "xlsx"
    case presentation = "pptx"
    case openText = "odt"
    case openSpreadsheet = "ods"
    case openPresentation = "odp"
    case openDrawing = "odg"
    case richText = "rtf"
    /// A compound file of Office 97 to 2003.
    case compound = "doc"

    /// The kind of document that a ZIP archive is; `nil` where it is just an archive.
    init?(zip: ZipDirectory?) {
        guard let zip else { return nil }
        if let type = zip.openDocumentType {
            let kinds: [(String, OfficeKind)] = [
                ("text", .openText), ("spreadsheet", .openSpreadsheet), ("presentation", .openPresentation),
                ("graphics", .openDrawing),
            ]
            guard let kind = kinds.first(where: { type.hasPrefix("application/vnd.oasis.opendocument." + $0.0) }) else {
                return nil
            }
            self = kind.1
        } else if zip.names.contains("[Content_Types].xml") {
            if zip.names.contains("word/document.xml") {
                self = .wordProcessing
            } else if zip.names.contains("xl/workbook.xml") {
                self = .spreadsheet
            } else if zip.names.contains("ppt/presentation.xml") {
                self = .presentation
            } else {
                return nil
            }
        } else {
            return nil
        }
    }
}
