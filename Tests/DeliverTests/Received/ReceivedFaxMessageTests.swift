import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("The mail that brings a received fax")
struct ReceivedFaxMessageTests {
    private func mail(
        _ task: ReceivedFaxMail, language: String = "en", replyDomain: String? = nil, hasPreview: Bool = true
    ) throws -> (mail: Mail, text: String) {
        let message = ReceivedFaxMessage(
            mail: task, attachments: task.attachments.map(SampleFax.content),
            preview: hasPreview ? SampleFax.picture : nil,
            origin: NotificationMail.Origin(
                address: SampleReports.address("fax@fax.example"), name: "Faxpost", hostname: "fax.example"),
            replyDomain: replyDomain, ownExtension: task.route.profile == nil ? nil : "99",
            template: try .sample(.received, language), zone: .gmt)
        let text = message.text(at: SampleFax.time)
        return (try Mail(parsing: Array(text.utf8)), text)
    }

    /// All parts that hold no others, in their order.
    private static func leaves(_ part: MIME.MailPart) -> [MIME.MailPart] {
        part.parts.isEmpty ? [part] : part.parts.flatMap { leaves($0) }
    }

    @Test("docs/HEADERS.md: its header says all that is known of the call")
    func fields() throws {
        var task = SampleFax.mail()
        task.route.profile = "sales"
        task.route.billingCode = "KST 1"
        task.turnedPages = [1, 2]
        task.droppedPages = 1
        let (mail, text) = try mail(task)
        let expected: [(String, String)] = [
            ("X-Fax-Direction", "received"), ("X-Fax-Job", SampleFax.fax().job.description),
            ("X-Fax-Call", SampleFax.fax().call.description), ("X-Fax-Line", "line-1"), ("X-Fax-Group", "default"),
            ("X-Fax-Caller", "+49228123"), ("X-Fax-Caller-Name", "MILLER LTD"), ("X-Fax-Dialled", "99"),
            ("X-Fax-Extension", "99"),
            ("X-Fax-Remote-Station", "+49 228 123"), ("X-Fax-Local-Station", "+49 30 4711"),
            ("X-Fax-Subaddress", "42"), ("X-Fax-Pages", "2"), ("X-Fax-Confirmed-Pages", "2"),
            ("X-Fax-Turned-Pages", "1, 2"), ("X-Fax-Dropped-Pages", "1"), ("X-Fax-Resolution", "204x196, 204x98"),
            ("X-Fax-Coding", "MMR"), ("X-Fax-Bit-Rate", "14400"), ("X-Fax-Error-Correction", "yes"),
            ("X-Fax-Bad-Lines", "3"), ("X-Fax-Complete", "yes"), ("X-Fax-Result", "received"),
            ("X-Fax-Result-Text", "All pages that the caller announced were received and confirmed."),
            ("X-Fax-Began", "2027-01-15T08:00:00Z"), ("X-Fax-Ended", "2027-01-15T08:01:00Z"), ("X-Fax-Seconds", "60"),
            ("X-Fax-Profile", "sales"), ("X-Fax-Billing-Code", "KST 1"),
        ]
        let found = mail.fields.filter { $0.name.hasPrefix("X-Fax-") }.map { "\($0.name): \($0.value)" }
        #expect(found == expected.map { "\($0.0): \($0.1)" })
        #expect(mail.messageID == "\(SampleFax.fax().job).received@fax.example")
        #expect(mail.field(named: "Auto-Submitted") == "auto-generated")
        #expect(mail.subject == "Fax from +49228123: 2 pages")
        #expect(text.utf8.allSatisfy { $0 < 128 })
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    }

    @Test("Text, HTML with the picture of the first page in it, and the files octet by octet")
    func parts() throws {
        var task = SampleFax.mail()
        var tiff = SampleFax.document
        tiff.mediaType = "image/tiff"
        task.attachments.append(tiff)
        let (mail, text) = try mail(task)
        let parts = Self.leaves(mail.root)
        #expect(
            parts.map(\.mediaType.description) == [
                "text/plain", "text/html", "image/png", "application/pdf", "image/tiff",
            ])
        let id = try #require(parts[2].contentID)
        #expect(try parts[1].text()?.contains("src=\"cid:\(id)\"") == true)
        #expect(parts[2].disposition == "inline" && parts[3].isAttachment && parts[4].isAttachment)
        #expect(parts[3...].map(\.fileName) == ["fax-\(task.fax.job).pdf", "fax-\(task.fax.job).tif"])
        #expect(text.contains(Data(SampleFax.picture).base64EncodedString()))
        #expect(text.contains(Data(SampleFax.pages.prefix(57)).base64EncodedString()))
    }

    @Test("Without a preview there is no picture, and the HTML shows none")
    func withoutPicture() throws {
        let (mail, _) = try mail(SampleFax.mail(), hasPreview: false)
        let parts = Self.leaves(mail.root)
        #expect(parts.map(\.mediaType.description) == ["text/plain", "text/html", "application/pdf"])
        #expect(try parts[1].text()?.contains("<img") == false)
    }

    @Test("To and Cc name their recipients, Bcc nobody")
    func recipients() throws {
        let (named, text) = try mail(
            SampleFax.mail(to: ["a@example.com", "b@example.com"], cc: ["c@example.com"], bcc: ["d@example.com"]))
        #expect(named.mailboxes(in: "To").map(\.address) == ["a@example.com", "b@example.com"])
        #expect(named.mailboxes(in: "Cc").map(\.address) == ["c@example.com"])
        #expect(!text.contains("d@example.com"))
        let (_, unnamed) = try mail(SampleFax.mail(to: [], bcc: ["d@example.com"]))
        #expect(unnamed.contains("\r\nTo: undisclosed-recipients:;\r\n") && !unnamed.contains("d@example.com"))
    }

    @Test("It is from the caller's number where an answer is to go back as a fax, by the name that the directory has")
    func author() throws {
        var task = SampleFax.mail()
        task.route.sender = Party(name: "John Miller", company: "Miller, Ltd")
        task.route.answerNumber = FaxNumber("+49228123")
        let (mail, _) = try mail(task, replyDomain: "fax.example")
        #expect(mail.from?.address == "+49228123@fax.example")
        #expect(mail.from?.name == "John Miller, Miller, Ltd")
        #expect(mail.mailboxes(in: "Sender").map(\.address) == ["fax@fax.example"])
        #expect(mail.subject == "Fax from John Miller, Miller, Ltd (+49228123): 2 pages")
        #expect(try Self.leaves(mail.root)[0].text()?.contains("goes back to +49228123 as a fax") == true)
        let (plain, _) = try self.mail(SampleFax.mail())
        #expect(plain.from?.address == "fax@fax.example" && plain.from?.name == "MILLER LTD")
        #expect(plain.field(named: "Sender") == nil)
        for number in [nil, "anonymous", "0228123"] {
            let (unknown, _) = try self.mail(
                SampleFax.mail { $0.caller = CallerIdentification(number: number) }, replyDomain: "fax.example")
            #expect(unknown.from?.address == "fax@fax.example", "nobody has said which number that is")
        }
    }

    @Test("A name that only the station id has led to says so wherever it stands", arguments: ["en", "de"])
    func claimed(language: String) throws {
        var task = SampleFax.mail { $0.caller = CallerIdentification(number: "+4930999") }
        task.route.sender = Party(name: "John Miller")
        task.route.isSenderClaimed = true
        task.route.answerNumber = FaxNumber("+4930999")
        let (mail, _) = try mail(task, language: language, replyDomain: "fax.example")
        let isGerman = language == "de"
        #expect(mail.from?.address == "+4930999@fax.example", "an answer goes to who has called")
        #expect(mail.from?.name == "John Miller (\(isGerman ? "laut Kennung" : "by station id"))")
        #expect(mail.subject?.contains("John Miller (+49 228 123): 2") == true, "with what has led to him")
        let words =
            isGerman
            ? "Der Name folgt allein aus der Kennung, die jeder an seinem Faxgerät einstellt, wie er will."
            : "The name is by the station id alone, which the sending machine's owner writes as he likes."
        for part in Self.leaves(mail.root).prefix(2) { #expect(try part.text()?.contains(words) == true) }
        task.route.isSenderClaimed = nil
        let (known, _) = try self.mail(task, language: language)
        #expect(known.from?.name == "John Miller")
        for part in Self.leaves(known.root).prefix(2) { #expect(try part.text()?.contains(words) == false) }
    }

    @Test("One that is not complete says so, and which page the sender may send again")
    func incomplete() throws {
        let task = SampleFax.mail {
            $0.isComplete = false
            $0.pages[1].isConfirmed = false
            $0.result = "lineDropped"
            $0.sentence = "The connection was lost during the call."
        }
        let (mail, text) = try mail(task)
        #expect(mail.subject == "Fax from +49228123: 2 pages, incomplete")
        for part in Self.leaves(mail.root).prefix(2) {
            let text = try #require(try part.text())
            #expect(text.contains("This fax may not be complete. The connection was lost during the call."))
            #expect(text.contains("Not confirmed to the sender, who may send it again: page 2."))
        }
        #expect(text.contains("X-Fax-Complete: no"))
    }

    @Test("One of whose end nobody knows is interrupted; a caller who is not known has no field")
    func unknown() throws {
        let task = SampleFax.mail {
            $0.result = nil
            $0.ended = nil
            $0.isComplete = false
            $0.caller = CallerIdentification(absence: .withheld)
            $0.remoteStation = nil
        }
        let (mail, text) = try mail(task)
        #expect(mail.subject == "Fax from an unknown caller: 2 pages, incomplete")
        #expect(text.contains("X-Fax-Result: interrupted"))
        #expect(text.contains("X-Fax-Caller-Absence: withheld"))
        #expect(!text.contains("X-Fax-Caller:") && !text.contains("X-Fax-Ended:") && !text.contains("X-Fax-Seconds:"))
    }

    @Test("In German it reads German, and says the same")
    func german() throws {
        let (mail, text) = try mail(
            SampleFax.mail {
                $0.isComplete = false
                $0.pages.removeLast()
            }, language: "de")
        #expect(mail.subject == "Fax von +49228123: 1 Seite, unvollständig")
        let shown = try #require(try Self.leaves(mail.root)[0].text())
        #expect(shown.contains("Ein Fax von 1 Seite ist von +49228123 eingegangen."))
        #expect(
            shown.contains("  Kennung         +49 228 123\n") || shown.contains("  Kennung         +49 228 123\r\n"))
        #expect(text.contains("X-Fax-Pages: 1\r\n"))
    }

    @Test("Why others did not get it is told to the operator in his language, and in the header as it was said")
    func germanOperator() throws {
        var task = SampleFax.mail()
        let failure = Failure(EnhancedStatusCode(5, 1, 1), "The mail server answered 550 5.1.1 Gone")
        task.undelivered = [UndeliveredRecipient(address: "a@example.com", failure: failure)]
        let (mail, _) = try mail(task, language: "de")
        for part in Self.leaves(mail.root).prefix(2) {
            #expect(try part.text()?.contains("a@example.com: Der Mailserver hat geantwortet: 550 5.1.1 Gone") == true)
        }
        #expect(
            mail.field(named: "X-Fax-Undelivered") == "a@example.com: The mail server answered 550 5.1.1 Gone (5.1.1)")
    }

    @Test("What the far end calls itself can't add fields, lines or markup")
    func hostile() throws {
        let (mail, _) = try mail(
            SampleFax.mail {
                $0.remoteStation = "<script>x</script>"
                $0.caller.name = "A\r\nBcc: evil@example.com\r\n\r\n<b>"
            })
        #expect(mail.field(named: "Bcc") == nil)
        let html = try #require(try Self.leaves(mail.root)[1].text())
        #expect(!html.contains("<script>") && html.contains("&lt;script&gt;") && !html.contains("<b>"))
    }
}
