import FaxModel
import Foundation
import TestSupport

/// A mail that has brought a received fax.
struct ArrivedMail: Sendable {
    /// Its header.
    let head: Notification
    /// Its pages; `nil` is one that nobody has sent whole.
    let pages: [NumberedPage?]

    /// Reads a mail as the mail server of the tests keeps it; `nil` when it brings no fax.
    ///
    /// - Parameter deliverer: which copy of `deliver` brought it.
    init?(_ mail: String, by deliverer: Int = 0) {
        guard let head = Notification(mail, by: deliverer), head.isReceivedFax else { return nil }
        self.head = head
        guard let part = mail.components(separatedBy: "Content-Transfer-Encoding: base64\r\n\r\n").last,
            let lines = part.components(separatedBy: "\r\n--").first,
            let file = Data(base64Encoded: lines, options: .ignoreUnknownCharacters),
            let bitmaps = try? Pages.bitmaps(Array(file))
        else {
            pages = []
            return
        }
        pages = bitmaps.map { NumberedPage(on: $0, .fine) }
    }

    /// The mail with this header and these pages.
    init(head: Notification, pages: [NumberedPage?]) {
        self.head = head
        self.pages = pages
    }

    /// The job that it names.
    var job: String { head.field("X-Fax-Job") ?? "" }
}

extension Notification {
    /// Whether it brings a received fax, and does not tell of one that was sent.
    var isReceivedFax: Bool { field("X-Fax-Direction") == "received" }
}
