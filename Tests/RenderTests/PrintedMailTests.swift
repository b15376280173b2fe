import Foundation
import MIME
import TestSupport
import Testing

@testable import render

@Suite struct PrintedMailTests {
    /// What is printed of a mail, in short.
    private func printed(_ text: String, printing kinds: PrintableKinds = .all) throws -> [String] {
        try PrintedMail(Mail(parsing: Array(text.utf8)), printing: kinds).parts.map { part in
            let name = part.name
            return switch part.content {
            case .text(let text): "text \(text.replacing("\r\n", with: "\n").replacing("\n", with: "|"))"
            case .html(let document): "html \(document.text.filter { !$0.isNewline })"
            case .pdf(let bytes): "pdf \(name) \(bytes.count)"
            case .tiff(let bytes): "tiff \(name) \(bytes.count)"
            case .image(let kind, let bytes): "\(kind) \(name) \(bytes.count)"
            case .office(let kind, let bytes): "\(kind) \(name) \(bytes.count)"
            case .tnef(let bytes): "tnef \(name) \(bytes.count)"
            case .signed(let bytes): "signed \(name) \(bytes.count)"
            case .omitted(let reason): "omitted \(name): \(reason)"
            }
        }
    }

    @Test func ofAlternativesTheBestIsPrintedAndNothingIsMissing() throws {
        let mail = """
            Content-Type: multipart/alternative; boundary=b

            --b

            plain
            --b
            Content-Type: text/html

            <p>html
            --b--
            """
        #expect(try printed(mail) == ["html <p>html"])
        #expect(try printed(mail, printing: [.all, .plainFirst]) == ["text plain"])
        #expect(try printed(mail, printing: []) == ["text plain"])
    }

    @Test func attachmentsWithinTheOtherAlternativeAreNotLost() throws {
        let mail = """
            Content-Type: multipart/alternative; boundary=b

            --b

            plain
            --b
            Content-Type: multipart/mixed; boundary=c

            --c
            Content-Type: text/html

            <p>html
            --c
            Content-Type: application/pdf; name=offer.pdf

            %PDF-1.4
            --c
            Content-Type: image/png; name=logo.png
            Content-Disposition: inline

            x
            --c--
            --b--
            """
        #expect(
            try printed(mail, printing: .plainFirst) == [
                "text plain", "pdf offer.pdf 8", "omitted logo.png: It is no picture of its type, image/png.",
            ])
    }

    @Test("A blank text beside an HTML that says everything does not stand for it")
    func blankAlternative() throws {
        let mail = """
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            \u{A0}\u{200B}

            --b
            Content-Type: text/html

            <p>html
            --b--
            """
        #expect(
            try printed(mail, printing: []) == [
                "omitted HTML text: HTML is not printed on this host, and there is no plain text beside it."
            ])
        #expect(try printed(mail) == ["html <p>html"])
    }

    @Test("Of alternatives that can't be printed, no attachment is lost")
    func attachmentsOfNothingShown() throws {
        let mail = """
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: multipart/mixed; boundary=c

            --c
            Content-Type: text/html

            <p>html
            --c
            Content-Type: application/zip; name=a.zip
            Content-Disposition: attachment

            PK
            --c--
            --b
            Content-Type: text/html

            <p>html
            --b--
            """
        #expect(
            try printed(mail, printing: []) == [
                "omitted HTML text: HTML is not printed on this host, and there is no plain text beside it.",
                "omitted a.zip: Documents of the type application/zip can't be printed.",
            ])
    }

    @Test("Related parts of one type and without ids are all there")
    func relatedTwins() throws {
        let mail = """
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: image/tiff
            Content-Disposition: attachment; filename=1.tif

            II*
            --b
            Content-Type: image/tiff
            Content-Disposition: attachment; filename=2.tif

            II*
            --b--
            """
        #expect(
            try printed(mail).map { $0.prefix { $0 != ":" } } == ["omitted 1.tif", "omitted 2.tif"])
    }

    @Test func htmlAloneIsNamedWithItsReason() throws {
        #expect(
            try printed("Content-Type: text/html\n\n<p>x", printing: []) == [
                "omitted HTML text: HTML is not printed on this host, and there is no plain text beside it."
            ])
    }

    @Test func aPDFIsKnownByItsContent() throws {
        #expect(
            try printed("Content-Type: application/octet-stream; name=a.bin\n\n\u{FEFF}%PDF-1.7") == ["pdf a.bin 11"])
        #expect(
            try printed("Content-Type: application/pdf; name=a.pdf\n\nMZ") == [
                "omitted a.pdf: It is no PDF, although it is called one."
            ])
        #expect(try printed("Content-Type: application/pdf; name=a.pdf\n\n") == ["omitted a.pdf: It is empty."])
        #expect(try printed("Content-Type: text/plain\n\n%PDF-1.7 is a format") == ["text %PDF-1.7 is a format"])
    }

    @Test func nothingIsPrintedAsBase64() throws {
        let mail = """
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            R3LDvMOfZQ==
            --b--
            --a
            Content-Type: application/pdf; name=a.pdf
            Content-Transfer-Encoding: BASE64

            JVBERi0xLjcK
            --a
            Content-Transfer-Encoding: base64

            VGV4dA==
            --a--
            """
        #expect(try printed(mail) == ["text Grüße", "pdf a.pdf 9", "text Text"])
    }

    @Test func aTIFFIsKnownByItsContent() throws {
        let mail = "Content-Type: image/x-fax; name=a.tif\nContent-Transfer-Encoding: base64\n\nSUkqAAgAAAA="
        #expect(try printed(mail) == ["tiff a.tif 8"])
    }

    @Test func textWithoutAnythingVisibleIsNoPage() throws {
        #expect(try printed("Subject: x\n\n \n\n\t\n") == [])
    }

    @Test func flowedTextIsUnfolded() throws {
        #expect(
            try printed("Content-Type: text/plain; format=Flowed\n\nlong \nline\n> quoted \n> text") == [
                "text long line|> quoted text"
            ])
    }

    @Test func aForwardedMailIsPrintedWithItsHeader() throws {
        let mail = """
            Content-Type: multipart/mixed; boundary=b

            --b

            see below
            --b
            Content-Type: message/rfc822

            Received: from x
            From: a@example.com
            Subject: =?utf-8?Q?=C3=84?=
            Content-Type: text/plain

            inner
            --b--
            """
        #expect(try printed(mail) == ["text see below", "text From: a@example.com|Subject: Ä||inner"])
        let html = mail.replacing("Content-Type: text/plain\n\ninner", with: "Content-Type: text/html\n\n<p>inner")
        #expect(try printed(html).last?.contains("Subject: Ä</div>") == true)
        #expect(try printed(html).last?.hasSuffix("<p>inner") == true)
        let file = mail.replacing(
            "Content-Type: text/plain\n\ninner", with: "Content-Type: application/pdf\n\n%PDF-1.7")
        #expect(
            try printed(file) == ["text see below", "text From: a@example.com|Subject: Ä", "pdf application/pdf 8"])
    }

    @Test("What a message says is told from its files and from forwarded mails")
    func messages() throws {
        let mail = """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Disposition: attachment; filename=note.txt

            note
            --b
            Content-Type: message/rfc822

            From: a@example.com

            old
            --b

            said
            --b--
            """
        let parts = PrintedMail(try Mail(parsing: Array(mail.utf8))).parts
        #expect(parts.map(\.message) == [0, 1, 0])
        #expect(parts.map(\.isBody) == [false, true, true])
    }

    @Test("A text in several pieces goes on on its page, but for files")
    func pieces() throws {
        let mail = """
            Content-Type: multipart/mixed; boundary=b

            --b

            said
            --b
            Content-Type: text/plain; charset=utf-8

            footer of a list
            --b
            Content-Type: text/plain; name=a.txt
            Content-Disposition: attachment

            file
            --b--
            """
        #expect(try printed(mail) == ["text said||footer of a list", "text file"])
    }

    @Test(
        "Text that is sent as something else is printed, and nothing else is taken for it",
        arguments: [
            ("application/octet-stream", "Name;Price\nScrew;1", "text Name;Price|Screw;1"),
            ("application/octet-stream", "Gr\u{FC}\u{DF}e", "text Grüße"),
            ("application/json", "{\"a\": 1}", "text {\"a\": 1}"),
            (
                "application/octet-stream", "a\u{0}b",
                "omitted a: Documents of the type application/octet-stream can't be printed."
            ),
            (
                "application/octet-stream", "\u{1}\u{2}",
                "omitted a: Documents of the type application/octet-stream can't be printed."
            ),
            ("application/acad", "AC1015", "omitted a: Documents of the type application/acad can't be printed."),
            ("message/delivery-status", "Status: 5.1.1", "text Status: 5.1.1"),
        ])
    func untypedText(type: String, content: String, expected: String) throws {
        #expect(try printed("Content-Type: \(type); name=a\n\n\(content)") == [expected])
    }

    @Test("A mail that is attached as anything is printed as a mail, with what is attached to it") func untypedMail()
        throws
    {
        let inner = """
            Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0100
            From: jane@example.com
            Subject: Offer
            Content-Type: multipart/mixed; boundary=c

            --c

            Have a look.
            --c
            Content-Type: application/pdf; name=offer.pdf
            Content-Transfer-Encoding: base64

            JVBERi0xLjQ=
            --c--
            """
        let heading = "From: jane@example.com|Subject: Offer"
        let expected = ["text \(heading)||Have a look.", "pdf offer.pdf 8"]
        #expect(try printed("Content-Type: application/octet-stream; name=a.eml\n\n\(inner)") == expected)
        #expect(
            try printed("Content-Type: application/octet-stream; name=a.txt\n\nDear Jane: yes\n") == [
                "text Dear Jane: yes|"
            ])
    }

    @Test("Attached mails that stand in one another are opened no deeper than anybody would") func untypedMailsWithin()
        throws
    {
        var mail = "Content-Type: text/plain\n\nThe end"
        for _ in 0..<200 {
            mail =
                "From: a@example.com\nDate: Mon, 2 Nov 2026 10:00:00 +0100\nContent-Type: application/octet-stream\n\n\(mail)"
        }
        #expect(try printed(mail).joined().contains("The end"))
    }

    @Test(
        "Data that is written as text is not printed",
        arguments: ["base64", "uuencode", "base64 below a heading", "a list in capitals", "a key"])
    func encodedText(what: String) throws {
        var random = SeededGenerator(seed: 5)
        let data = (0..<3_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let base64 = Data(data).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let text =
            switch what {
            case "base64": base64
            case "uuencode":
                "begin 644 a.bin\n"
                    + (0..<60).map { row in
                        "M" + String(decoding: data[row * 45..<row * 45 + 60].map { 0x20 + $0 % 64 }, as: UTF8.self)
                            + "\n"
                    }.joined() + "`\nend\n"
            case "base64 below a heading": "What came out:\n\n\(base64)"
            case "a list in capitals": (0..<60).map { _ in String(repeating: "ACGTTGCA", count: 9) + "\n" }.joined()
            default: "The key:\n\n\(base64.prefix(900))\n"
            }
        let isData = !what.hasPrefix("a ")
        let printed = try printed("Content-Type: application/octet-stream; name=a\n\n\(text)")
        #expect(printed.count == 1)
        #expect(printed[0].hasPrefix(isData ? "omitted a: Documents of the type" : "text "), "\(what)")
    }

    @Test func signedMailIsPrintedWithoutItsSignatureAndEncryptedMailIsNamed() throws {
        let signed = """
            Content-Type: multipart/signed; boundary=b

            --b

            signed text
            --b
            Content-Type: application/pgp-signature

            xxx
            --b--
            """
        #expect(try printed(signed) == ["text signed text"])
        let encrypted = signed.replacing("multipart/signed", with: "multipart/encrypted")
        #expect(try printed(encrypted) == ["omitted encrypted mail: It is encrypted."])
        let inline = "Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
        #expect(try printed(inline) == ["omitted encrypted mail: It is encrypted."])
        let quoted = "Content-Type: text/plain\n\nA key begins with -----BEGIN PGP MESSAGE-----"
        #expect(try printed(quoted) == ["text A key begins with -----BEGIN PGP MESSAGE-----"])
    }

    @Test func theRootOfARelatedComesFirst() throws {
        let mail = """
            Content-Type: multipart/related; boundary=b; start="<r@x>"

            --b
            Content-Type: image/png; name=p.png
            Content-ID: <p@x>

            x
            --b
            Content-ID: <r@x>

            root
            --b--
            """
        #expect(try printed(mail).first == "text root")
        #expect(try printed(mail).count == 2)
    }

    // MARK: Known by content

    @Test("What a document is, is told by its content")
    func kinds() throws {
        func kind(_ bytes: [UInt8]) -> ContentKind? { ContentKind(of: bytes) }
        #expect(kind([0xFF, 0xD8, 0xFF, 0xE0]) == .image(.jpeg))
        #expect(kind(Array("GIF89a".utf8)) == .image(.gif))
        #expect(kind(Array("RIFF1234WEBPVP8 ".utf8)) == .image(.webp))
        #expect(kind(Array("BM1234567890".utf8)) == nil, "text that begins so is no picture")
        #expect(kind(Array("{\\rtf1 x}".utf8)) == .office(.richText))
        #expect(kind([0x1F, 0x8B, 8]) == .archive("gzip"))
        #expect(kind(Array("\n<!DOCTYPE HTML><p>x".utf8)) == .html)
        #expect(kind(Array("PK\u{3}\u{4} and no directory".utf8)) == .archive("ZIP"))
        let signed: [UInt8] = [0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07]
        #expect(kind(signed + [2] + [UInt8](repeating: 0, count: 20)) == .signedMail)
        #expect(kind(signed + [3] + [UInt8](repeating: 0, count: 20)) == .encryptedMail)
        for count in 0..<64 { _ = kind([UInt8]([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0xFF, count: count))) }
    }

    @Test("Pictures that an HTML text may show are handed to it; its layout tells whether they are shown")
    func resources() throws {
        let mail = """
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: text/html

            <img src="cid:a@x"><img src="pictures/b.png">
            --b
            Content-Type: image/png; name=a.png
            Content-ID: <a@x>

            \u{89}PNG
            --b
            Content-Type: image/png; name=b.png
            Content-Location: pictures/b.png

            x
            --b
            Content-Type: image/gif; name=c.gif
            Content-ID: <c@x>

            GIF89a
            --b--
            """
        let parts = PrintedMail(try Mail(parsing: Array(mail.utf8))).parts
        #expect(parts.map(\.name) == ["HTML text", "a.png", "b.png", "c.gif"])
        guard case .html(let document) = parts[0].content else {
            Issue.record("no HTML")
            return
        }
        #expect(
            parts.map { $0.resource != nil } == [false, false, false, true], "of these, only the last is a picture")
        #expect(document.resources.keys.sorted() == ["cid:c%40x", "cid:c@x"])
        #expect(document.resources["cid:c@x"]?.part == parts[3].resource)
    }
}
