public import Foundation

/// Who gets a received fax, and how: what `enrich` has found.
public struct ReceivedFaxRoute: Hashable, Sendable, Codable {
    /// What of the fax is in the mail.
    public enum Attachment: String, Sendable, Codable, CaseIterable {
        case pdf
        /// PDF/A, for archives (ISO 19005).
        case archivalPDF = "pdf-a"
        case tiff
        /// PDF and TIFF.
        case both
        /// Nothing: the mail says that there is a fax, and no more.
        case none
    }

    /// The profile that matched, by its name; `nil` where none did, and the fax goes to whom such faxes go.
    public var profile: String?
    /// The mail addresses of To.
    public var to: [String]
    /// The mail addresses of Cc.
    public var cc: [String]
    /// The mail addresses that get it, and are named to nobody.
    public var bcc: [String]
    /// What of the fax is in the mail.
    public var attachment: Attachment
    /// Whether the mail shows a picture of the first page.
    public var hasPreview: Bool
    /// The language of the mail (BCP 47, as `de`); `nil` for the installation's own.
    public var language: String?
    /// Whose account the fax is on.
    public var billingCode: String?
    /// Which further copy of a fax that goes to others as well it is, from 1; `nil` for the fax itself. Each is a mail of its own.
    public var copy: Int?
    /// Who has sent it, as far as the directory knows the far number.
    public var sender: Party?
    /// Whether the directory knows no more than the far station's id, which is whatever the far end writes there; `nil` for no.
    public var isSenderClaimed: Bool?
    /// The number to which an answer would be faxed: the far number as the dial plan understands it; `nil` where that can't be told.
    public var answerNumber: FaxNumber?

    /// A route to `to` alone.
    public init(
        profile: String? = nil, to: [String], cc: [String] = [], bcc: [String] = [], attachment: Attachment = .pdf,
        hasPreview: Bool = true
    ) {
        self.profile = profile
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.attachment = attachment
        self.hasPreview = hasPreview
    }

    /// Everybody who gets it.
    public var recipients: [String] { to + cc + bcc }
}

extension ReceivedFax {
    /// The role of the document that has what is known of the fax, for whoever mails it once more: a `RoutedFax`, as JSON, with the way by
    /// which it went first.
    public static let keptRole = "call"
}

/// A received fax whose recipients are found: the payload of a task of stage `render`, lane `received`.
public struct RoutedFax: Hashable, Sendable, Codable {
    /// The fax.
    public var fax: ReceivedFax
    /// All its pages: one TIFF file.
    public var document: DocumentReference
    /// Who gets it.
    public var route: ReceivedFaxRoute

    /// The fax with its pages, and who gets it.
    public init(fax: ReceivedFax, document: DocumentReference, route: ReceivedFaxRoute) {
        self.fax = fax
        self.document = document
        self.route = route
    }
}

/// A received fax that is to be mailed: the payload of a task of stage `deliver`, lane `received`.
public struct ReceivedFaxMail: Hashable, Sendable, Codable {
    /// The fax.
    public var fax: ReceivedFax
    /// Who gets it.
    public var route: ReceivedFaxRoute
    /// What is attached, in this order, each with its media type.
    public var attachments: [DocumentReference]
    /// A picture of the first page (PNG) that the text shows; `nil` for none.
    public var preview: DocumentReference?
    /// The pages that the document shows turned by half a turn, counted from 1; `nil` for none.
    public var turnedPages: [Int]?
    /// Blank pages at the end that are not in the attachments; `nil` for none.
    public var droppedPages: Int?
    /// From when on it is tried; `nil` for the end of the call.
    public var since: Date?
    /// Whom it could not be brought, and why: then it goes to the operator in their place. `nil` where nobody has refused it.
    public var undelivered: [UndeliveredRecipient]?

    /// The fax, for those of `route`.
    public init(
        fax: ReceivedFax, route: ReceivedFaxRoute, attachments: [DocumentReference], preview: DocumentReference? = nil
    ) {
        self.fax = fax
        self.route = route
        self.attachments = attachments
        self.preview = preview
    }
}

/// Somebody whom a mail could not be brought.
public struct UndeliveredRecipient: Hashable, Sendable, Codable {
    /// The mail address.
    public var address: String
    /// Why.
    public var failure: Failure

    /// `address`, which `failure` kept the mail from.
    public init(address: String, failure: Failure) {
        self.address = address
        self.failure = failure
    }
}

/// How far the mail of a received fax has come: the checkpoint of its `deliver` task. Whoever takes the task after that sends the mail to
/// the others only.
public struct ReceivedFaxDelivery: Hashable, Sendable, Codable {
    /// The addresses whose mail server has the mail.
    public var reached: [String]
    /// The addresses that it refused.
    public var refused: [UndeliveredRecipient]

    /// A mail that nobody has.
    public init(reached: [String] = [], refused: [UndeliveredRecipient] = []) {
        self.reached = reached
        self.refused = refused
    }
}
