import MIME
import Testing

@Suite struct MailPartTests {
    @Test func partsHaveTypeNameDispositionAndDecodedBytes() throws {
        let mail = try Mail(
            parsing: """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="=_a b"

                preamble
                --=_a b
                Content-Type: TEXT/Plain; Charset="ISO-8859-15"
                Content-Transfer-Encoding: quoted-printable

                100 =A4 f=FCr =
                Sie
                --=_a b
                Content-Type: application/pdf; name="=?utf-8?Q?Angebot_f=C3=BCr?= X.pdf"
                Content-Disposition: Attachment
                Content-Transfer-Encoding: base64
                Content-ID: <one@example>

                JVBERi0x
                Lj!QK
                --=_a b
                Content-Type: image/tiff
                Content-Disposition: attachment; filename*0*=iso-8859-1''%C4rger;
                 filename*1="%41.tif"
                Content-Transfer-Encoding: BASE64

                SUkqAA==
                --=_a b--
                epilogue
                """.mailBytes)
        let parts = mail.root.parts
        #expect(mail.root.mediaType.description == "multipart/mixed")
        #expect(parts.map(\.mediaType.description) == ["text/plain", "application/pdf", "image/tiff"])
        #expect(try parts[0].text() == "100 € für Sie")
        #expect(!parts[0].isAttachment)
        #expect(parts[1].fileName == "Angebot für X.pdf")
        #expect(parts[1].isAttachment)
        #expect(parts[1].contentID == "one@example")
        #expect(try parts[1].bytes == Array("%PDF-1.4\n".utf8).prefix(9).filter { $0 != 10 } + [10])
        #expect(parts[2].fileName == "Ärger%41.tif")
        #expect(try parts[2].bytes == [0x49, 0x49, 0x2A, 0])
    }

    @Test func fileNamesLoseFoldersControlsAndDirectionMarks() throws {
        let mail = try Mail(
            parsing: """
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename*=utf-8''..%2F..%5Cetc%2Fevil%E2%80%AEfdp.exe%0A

                x
                """.mailBytes)
        #expect(mail.root.fileName == "evilfdp.exe")
        #expect(
            try Mail(parsing: "Content-Disposition: attachment; filename=\"/\"\n\nx".mailBytes).root.fileName == nil)
    }

    @Test func theLastAcceptableAlternativeIsChosen() throws {
        let mail = try Mail(
            parsing: """
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                plain
                --b
                Content-Type: text/enriched

                rich
                --b
                Content-Type: text/html

                <p>html
                --b--
                """.mailBytes)
        #expect(mail.root.bestAlternative { $0.mediaType.type == "text" } == 2)
        #expect(mail.root.bestAlternative { $0.mediaType.subtype == "plain" } == 0)
        #expect(mail.root.bestAlternative { $0.mediaType.type == "image" } == nil)
    }

    @Test func theRootOfARelatedIsTheOneThatStartNames() throws {
        let text = """
            Content-Type: multipart/related; boundary=b; start="<main@x>"

            --b
            Content-Type: image/png
            Content-ID: <logo@x>

            x
            --b
            Content-Type: text/html
            Content-ID: <main@x>

            y
            --b--
            """
        #expect(try relatedRoot(of: text)?.mediaType.subtype == "html")
        let without = text.replacing("; start=\"<main@x>\"", with: "")
        #expect(try relatedRoot(of: without)?.mediaType.subtype == "png")
    }

    private func relatedRoot(of text: String) throws -> MailPart? {
        let root = try Mail(parsing: text.mailBytes).root
        return root.relatedRoot.map { root.parts[$0] }
    }

    @Test func aForwardedMailIsAMail() throws {
        let mail = try Mail(
            parsing: """
                Subject: outer
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: message/rfc822

                Subject: =?utf-8?Q?i=C3=B1er?=
                From: a@example.com
                Content-Type: multipart/mixed; boundary=c

                --c

                inner text
                --c--
                --b--
                """.mailBytes)
        guard case .message(let inner) = mail.root.parts.first?.content else {
            Issue.record("no message")
            return
        }
        #expect(inner.subject == "iñer")
        #expect(try inner.root.bodies.first?.text() == "inner text")
    }

    @Test func aBoundaryThatNeverEndsLosesNothing() throws {
        let mail = try Mail(
            parsing: """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                one
                --b
                Content-Type: application/pdf
                Content-Transfer-Encoding: base64

                JVBERg==
                """.mailBytes)
        #expect(mail.root.parts.count == 2)
        #expect(try mail.root.parts[1].bytes == Array("%PDF".utf8))
    }

    @Test(arguments: ["Content-Type: multipart/mixed; boundary=other", "Content-Type: multipart/mixed"])
    func textWithoutItsBoundaryIsStillRead(header: String) throws {
        let mail = try Mail(parsing: "\(header)\n\nAll the text.\n--b\n\nMore text.\n".mailBytes)
        let text = try mail.root.bodies.map { try $0.text() ?? "" }.joined()
        #expect(text.contains("All the text.") && text.contains("More text."))
    }

    @Test func uuencodedBodiesAreDecoded() throws {
        let mail = try Mail(
            parsing: """
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: x-uuencode

                begin 644 a.txt
                #0V%T
                `
                end
                """.mailBytes)
        #expect(try mail.root.bytes == Array("Cat".utf8))
    }

    @Test func aBodyBeyondTheLimitIsRefused() throws {
        let mail = try Mail(parsing: "Subject: x\n\n0123456789".mailBytes)
        #expect(throws: MailError.self) { try mail.root.text(limit: 9) }
        #expect(try mail.root.text(limit: 10) == "0123456789")
    }
}

extension MailPart {
    /// The decoded bytes of a body; none for anything else.
    var bytes: [UInt8] {
        get throws {
            switch content {
            case .body(let body): try body.decoded()
            case .parts, .message: []
            }
        }
    }
}
