import Foundation
import TestSupport
import Testing

@testable import deliver

@Suite("The texts of mails")
struct MailTemplatesTests {
    @Test("A folder's texts take the place of the built-in ones; a language that is not there has the nearest")
    func folder() throws {
        let folder = try TemporaryFolder()
        try folder.write("received.fr.txt", "Subject: Fax de {{sender}}\n\n{{pages}} pages & <{{job}}>\n")
        try folder.write("received.en.txt", "Subject: Ours\n\nOurs.\n")
        let templates = try MailTemplates(folder: folder.url.path)
        let values: [String: Any] = ["sender": "A & B", "pages": "2", "job": "<1>"]
        let french = templates.template(.received, language: "fr-CA")
        #expect(french.subject(values) == "Fax de A & B")
        #expect(french.text(values) == "2 pages & <<1>>\r\n")
        #expect(french.html(values) == nil)
        let english = templates.template(.received, language: "en")
        #expect(english.subject(values) == "Ours" && english.html(values) == nil)
        #expect(templates.template(.received, language: "de").html(values) != nil)
        #expect(templates.template(.received, language: "xx").subject(values) == "Ours")
        #expect(templates.template(.received, language: nil).subject(values) == "Ours")
    }

    @Test(
        "A text without a subject, one that is no Mustache, and a language that there is none of, are said at start",
        arguments: [
            ("received.en.txt", "Hello\n\nYou\n", "en", "does not begin with a line 'Subject: …'"),
            ("received.en.txt", "Subject: {{#a}}\n\nx\n", "en", "is no Mustache"),
            ("x.txt", "Subject: x\n\nx\n", "fr", "There is no template 'notification.fr.txt'"),
        ])
    func wrong(name: String, text: String, language: String, message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        let error = #expect(throws: TemplateError.self) {
            try MailTemplates(folder: folder.url.path, language: language)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("A folder that is not there is said at start")
    func missing() {
        #expect(throws: TemplateError.self) { try MailTemplates(folder: "/nonexistent/templates") }
    }

    @Test("A subject that a template leaves empty is still one")
    func emptySubject() throws {
        let template = try MailTemplate(name: "t", text: "Subject: {{nothing}}\n\nx\n", html: nil)
        #expect(template.subject([:]) == "Fax")
    }
}
