import Foundation

/// What is to be printed of a mail, in the order of the pages.
struct PrintedPart: Hashable, Sendable {
    /// What people call it.
    var name: String
    var content: Content
    /// The message that it stands in, counted from 0, the mail itself; each forwarded mail is one.
    var message = 0
    /// Whether it is what the message says, and no file that comes with it.
    var isBody = false
    /// The part of the mail that it is, where an HTML text may show that: then it is not printed once more.
    var resource: UUID?

    enum Content: Hashable, Sendable {
        /// Text.
        case text(String)
        /// An HTML text.
        case html(HTMLDocument)
        /// A PDF.
        case pdf([UInt8])
        /// A TIFF file.
        case tiff([UInt8])
        /// A picture.
        case image(ImageKind, [UInt8])
        /// A document of an office.
        case office(OfficeKind, [UInt8])
        /// An envelope of Outlook's (TNEF), with other documents in it.
        case tnef([UInt8])
        /// A signed mail within its signature.
        case signed([UInt8])
        /// Something that can't be printed, with the reason.
        case omitted(reason: String)
    }

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// Whether it can't be printed.
    var isOmitted: Bool {
        if case .omitted = content { true } else { false }
    }
}
