/// What is to be printed of a mail, in the order of the pages.
enum PrintedPart: Sendable {
    /// Text.
    case text(name: String, String)
    /// A PDF.
    case pdf(name: String, [UInt8])
    /// A TIFF file.
    case tiff(name: String, [UInt8])
    /// Something that can't be printed, with the reason.
    case omitted(name: String, reason: String)
}
