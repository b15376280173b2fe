import FaxModel
import Foundation
import MIME
import Testing

@testable import render

/// Mails as people's mail programs write them.
@Suite("Mails of well-known programs", .timeLimit(.minutes(20))) struct ClientMailsTests {
    /// Thunderbird: text in flowed lines beside HTML with a picture, and an attachment.
    private static let thunderbird = """
        Message-ID: <5f1c@example.com>
        Date: Tue, 24 Nov 2026 10:11:12 +0100
        MIME-Version: 1.0
        User-Agent: Mozilla Thunderbird
        Content-Language: en-GB
        To: Miller Ltd <+4922812345@fax.example.com>
        From: Jane Doe <jane.doe@example.com>
        Subject: Your order 4711
        X-Fax-Cover-Page: no
        Content-Type: multipart/mixed; boundary="------------mixed"

        This is a multi-part message in MIME format.
        --------------mixed
        Content-Type: multipart/alternative; boundary="------------alt"

        --------------alt
        Content-Type: text/plain; charset=UTF-8; format=flowed
        Content-Transfer-Encoding: 8bit

        Dear Mr Müller,\u{20}
        here is the list.

        > What do they\u{20}
        > cost?

        --\u{20}
        Jane Doe
        --------------alt
        Content-Type: multipart/related; boundary="------------rel"

        --------------rel
        Content-Type: text/html; charset=UTF-8
        Content-Transfer-Encoding: 8bit

        <!DOCTYPE html><html><body><p>Dear Mr Müller,</p><img src="cid:part1.x@example.com"></body></html>
        --------------rel
        Content-Type: image/png; name="logo.png"
        Content-Disposition: inline; filename="logo.png"
        Content-Id: <part1.x@example.com>
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=

        --------------rel--

        --------------alt--
        --------------mixed
        Content-Type: text/plain; charset=UTF-8; name*=UTF-8''Preisliste%20M%C3%BCller.txt
        Content-Disposition: attachment; filename*=UTF-8''Preisliste%20M%C3%BCller.txt
        Content-Transfer-Encoding: base64

        UHJpY2VzCg==

        --------------mixed--

        """

    /// Outlook over Exchange: text, and all the rest in an envelope of its own.
    private static func outlook(_ envelope: [UInt8], text: String) -> String {
        """
        From: "Doe, Jane" <jane.doe@example.com>
        To: "IMCEAFAX-Miller+40+2B4922812345@fax.example.com"
        \t<IMCEAFAX-Miller+40+2B4922812345@fax.example.com>
        Subject: =?iso-8859-1?Q?Gr=FC=DFe?=
        Thread-Topic: =?iso-8859-1?Q?Gr=FC=DFe?=
        Thread-Index: AdxY
        Message-ID: <ABCD@EXCHANGE.example.com>
        Accept-Language: en-GB
        X-MS-Has-Attach: yes
        X-MS-TNEF-Correlator: <ABCD@EXCHANGE.example.com>
        Content-Type: multipart/mixed; boundary="_002_ABCD_"
        MIME-Version: 1.0

        --_002_ABCD_
        Content-Type: text/plain; charset="iso-8859-1"
        Content-Transfer-Encoding: quoted-printable

        \(text)
        --_002_ABCD_
        Content-Disposition: attachment; filename="winmail.dat"
        Content-Transfer-Encoding: base64
        Content-Type: application/ms-tnef; name="winmail.dat"

        \(Data(envelope).base64EncodedString(options: .lineLength76Characters))

        --_002_ABCD_--

        """
    }

    private func bytes(_ mail: String) -> [UInt8] {
        Array(mail.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    }

    private func result(_ mail: String, settings: String = "") async throws -> MailRenderer.Result {
        try await TestRendering.orderRenderer(settings).renderer.pages(
            of: try Mail(parsing: bytes(mail)), PageLayout(.standard, paper: .a4))
    }

    @Test func thunderbird() async throws {
        let parts = PrintedMail(try Mail(parsing: bytes(Self.thunderbird)), printing: [.all, .plainFirst]).parts
        guard case .text(let text) = parts.first?.content else {
            Issue.record("no text")
            return
        }
        #expect(text.hasPrefix("Dear Mr Müller, here is the list.\n\n> What do they cost?\n"))
        #expect(text.contains("-- \nJane Doe") && !text.contains("html"))
        #expect(parts.map(\.name) == ["text/plain", "logo.png", "Preisliste Müller.txt"])
        let result = try await result(Self.thunderbird, settings: "text: plain")
        #expect(result.pages.count == 2)
        #expect(result.omitted.map(\.name) == ["logo.png"], "it is no whole picture")
    }

    @Test("Thunderbird's HTML shows its picture, which is no page of its own")
    func thunderbirdInHTML() async throws {
        let parts = PrintedMail(try Mail(parsing: bytes(Self.thunderbird))).parts
        #expect(parts.map(\.name) == ["HTML text", "logo.png", "Preisliste Müller.txt"])
        guard case .html(let document) = parts[0].content else {
            Issue.record("no HTML")
            return
        }
        #expect(document.resources.keys.sorted() == ["cid:part1.x%40example.com", "cid:part1.x@example.com"])
        #expect(document.plain?.hasPrefix("Dear Mr Müller, here is the list.") == true)
        let result = try await result(Self.thunderbird)
        #expect(result.pages.count == 2 && result.omitted.map(\.name) == ["logo.png"], "it is no whole picture")
    }

    @Test func outlookWithAnEnvelope() async throws {
        let envelope = TestTNEF(
            files: [("Offer.pdf", TestPDF(texts: ["A", "B"]).bytes), ("Maße.dwg", [1, 2, 3])], text: "the same again")
        let result = try await result(Self.outlook(envelope.bytes, text: "Gr=FC=DFe"))
        #expect(result.pages.count == 3, "the text once, and the document's two pages")
        #expect(result.omitted.count == 1 && result.omitted[0].name.hasSuffix(".dwg"))
    }

    @Test func outlookWithTextInTheEnvelopeOnly() async throws {
        let result = try await result(
            Self.outlook(TestTNEF(files: [], text: "Dear Mr Miller").bytes, text: "=A0"))
        #expect(result.pages.count == 1 && result.omitted.isEmpty)
    }

    @Test func anEnvelopeThatCantBeOpenedIsNamed() async throws {
        let broken = Array(TestTNEF(files: [("a.txt", [1])]).bytes.prefix(20))
        #expect(
            try await result(Self.outlook(broken, text: "Hello")).omitted == [
                OmittedPart(name: "winmail.dat", reason: "It is no readable envelope of Outlook's.")
            ])
        #expect(
            try await result(Self.outlook([], text: "Hello")).omitted == [
                OmittedPart(name: "winmail.dat", reason: "It is empty.")
            ])
    }
}
