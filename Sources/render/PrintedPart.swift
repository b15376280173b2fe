/// What is to be printed of a mail, in the order of the pages.
enum PrintedPart: Sendable {
    /// Text.
    case text(name: String, String)
    /// A PDF.
    case pdf(name: String, [UInt8])
    /// A TIFF file.
    case tiff(name: String, [UInt8])
    /// An envelope of Outlook's (TNEF), with other documents in it.
    case tnef(name: String, [UInt8])
    /// Something that can't be printed, with the reason.
    case omitted(name: String, reason: String)

    /// What people call it.
    var name: String {
        switch self {
        case .text(let name, _), .pdf(let name, _), .tiff(let name, _), .tnef(let name, _), .omitted(let name, _):
            name
        }
    }

    /// Whether it can't be printed.
    var isOmitted: Bool {
        switch self {
        case .text, .pdf, .tiff, .tnef: false
        case .omitted: true
        }
    }

    /// Whether it is text.
    var isText: Bool {
        switch self {
        case .text: true
        case .pdf, .tiff, .tnef, .omitted: false
        }
    }
}
