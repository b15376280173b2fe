import Foundation
import TIFF

/// A mail that is to be faxed: pages with its number on them, to some numbers.
struct PlannedMail: Sendable {
    /// Its place in the plan, from 0.
    let index: Int
    /// Whom it goes to, each number once.
    let numbers: [String]
    /// Its pages.
    let pageCount: Int

    /// Who sends it.
    static let sender = "jane@example.com"
    /// The domain of its recipients.
    static let domain = "fax.example"

    /// Its Message-ID.
    var messageID: String { "<chaos-\(index)@example.com>" }

    /// The mail as it is sent, the same each time.
    func text() throws -> String {
        var writer = TIFFWriter()
        for page in 1...pageCount {
            try writer.append(NumberedPage(mail: index, page: page).bitmap, resolution: .fine)
        }
        let file = Data(try writer.finish()).base64EncodedString(options: [.lineLength76Characters])
        return """
            From: Jane Doe <\(Self.sender)>\r
            To: \(numbers.map { "<\($0)@\(Self.domain)>" }.joined(separator: ",\r\n "))\r
            Subject: Mail \(index)\r
            Message-ID: \(messageID)\r
            Date: Tue, 24 Nov 2026 12:00:00 +0000\r
            X-Fax-Cover-Page: no\r
            MIME-Version: 1.0\r
            Content-Type: image/tiff\r
            Content-Transfer-Encoding: base64\r
            \r
            \(file)\r

            """
    }
}
