import FaxModel
import Foundation
import T30
import TestSupport
import Testing

@testable import deliver

@Suite("Sentences in the reader's language")
struct SentencesTests {
    private func german() throws -> Wording { try MailTemplates().template(.notification, language: "de").wording }

    @Test("Each way in which a call can end is said in German", arguments: CallEnding.allCases)
    func endings(ending: CallEnding) throws {
        #expect(try german().sentences.translation(of: ending.sentence) { _ in "" } != nil, "\(ending.sentence)")
    }

    @Test("Several sentences, with numbers and times in them, are said one by one")
    func several() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let said = try german().said(
            "Its time was over at 2026-11-24T00:00:38Z. At last: The number +4922812345 is barred. 5 calls in a row reached no fax machine. A person or an answering machine answered, not a fax machine.",
            zone: berlin)
        #expect(said.hasPrefix("Seine Zeit war am 24. November 2026"))
        #expect(said.contains("1:00:38 abgelaufen. Zuletzt: Die Nummer +4922812345 ist gesperrt."))
        #expect(
            said.contains("5 Anrufe nacheinander haben kein Faxgerät erreicht. Ein Mensch oder ein Anrufbeantworter"))
    }

    @Test("Who was left out of a group")
    func group() throws {
        let left = "without a fax number, or who want no faxes"
        #expect(
            try german().said("2 members of group 'sales' \(left): Ann Miller, Dr. Kai", zone: .gmt)
                == "Aus der Gruppe „sales“ bekommen 2 Mitglieder kein Fax, weil sie keine Faxnummer haben oder keine Faxe wollen: Ann Miller, Dr. Kai"
        )
        #expect(
            try german().said("1 member of group 'sales' \(left): Ann", zone: .gmt)
                .hasPrefix("Aus der Gruppe „sales“ bekommt 1 Mitglied kein Fax"))
    }

    @Test(
        "Why somebody did not get a mail, and who may not fax, is said in German",
        arguments: [
            (
                "The mail server answered 550 5.1.1 No such user",
                "Der Mailserver hat geantwortet: 550 5.1.1 No such user"
            ),
            (
                "Given up: The mail server closed the connection before it answered the mail's data",
                "Aufgegeben: Der Mailserver hat die Verbindung beendet, bevor er geantwortet hat (the mail's data)."
            ),
            (
                "The mail server main can't be reached: the connection was refused: nothing listens there. The mail server second is busy with other mails.",
                "Der Mailserver main ist nicht erreichbar: die Verbindung wurde abgelehnt, dort hört niemand. Der Mailserver second ist mit anderen Mails beschäftigt."
            ),
            ("The mail server did not answer EHLO in time", "Der Mailserver hat nicht rechtzeitig geantwortet (EHLO)."),
            (
                "The login failed. The mail server answered 535 5.7.8 No",
                "Die Anmeldung ist fehlgeschlagen. Der Mailserver hat geantwortet: 535 5.7.8 No"
            ),
            (
                "TLS with the mail server failed: its certificate is not trusted.",
                "TLS mit dem Mailserver ist fehlgeschlagen: seinem Zertifikat wird nicht vertraut."
            ),
            ("'x' is no mail address.", "„x“ ist keine Mailadresse."),
            (
                "The mail was not faxed. What its sender may is not known: nobody has the address (directory.permissions.unsaid).",
                "Die Mail wurde nicht gefaxt. Was der Absender darf, ist nicht bekannt: Er wurde im Verzeichnis nicht gefunden."
            ),
            (
                "The mail was not faxed. In uid=a,dc=b stands 'everywhere' for the numbers (directory.permissions.numbers); expected nowhere.",
                "Die Mail wurde nicht gefaxt. Im Verzeichnis steht „everywhere“ als das, was der Absender darf (directory.permissions.numbers), und wird nicht verstanden."
            ),
            (
                "You may not send faxes to +49900: the directory does not permit it. Nothing was dialled.",
                "Sie dürfen nicht an +49900 faxen: Das Verzeichnis erlaubt es nicht. Es wurde nicht angerufen."
            ),
            ("No faxes are sent to +49900.", "An +49900 wird nicht gefaxt."),
            (
                "The spool has lost a part of the fax: damaged: document A is gone. Please send it again.",
                "Der Faxserver hat einen Teil des Fax verloren. Bitte senden Sie es noch einmal."
            ),
            (
                "The number +49900 is barred. The operator has barred it.",
                "Die Nummer +49900 ist gesperrt. Der Betreiber des Faxservers hat sie gesperrt."
            ),
        ])
    func reasons(english: String, other: String) throws {
        #expect(try german().said(english, zone: .gmt) == other)
    }

    @Test("What the operator has written himself is said as it is, in whatever language")
    func verbatim() throws {
        let because = "Premium numbers go by the office. Ask Ms Meier"
        let wording = try MailTemplates(verbatim: [because]).template(.results, language: "de").wording
        #expect(wording.said(because, zone: .gmt) == because)
        #expect(wording.said("Nobody answered the call.", zone: .gmt) == "Niemand hat abgenommen.")
        #expect(wording.said("Something new happened.", zone: .gmt).hasPrefix("Der Grund steht auf Englisch"))
        #expect(
            try german().said("The number 5 is barred. Ein Telefon.", zone: .gmt)
                == "Die Nummer 5 ist gesperrt. Ein Telefon.")
        #expect(
            try german().said(
                "The directory has 5 as the number to dial for 6. Nur intern. Nothing was dialled.", zone: .gmt)
                == "Im Verzeichnis steht für 6 die Nummer 5. Nur intern. Es wurde nicht angerufen.")
    }

    @Test("A place that is a sentence has no English in it, either")
    func places() throws {
        let said = try german().said(
            "Its time was over at 2026-11-24T00:00:38Z. At last: The moon was full.", zone: .gmt)
        #expect(said.contains("abgelaufen. Zuletzt: Der Grund steht auf Englisch in den Kopfzeilen"), "\(said)")
        let known = try german().said(
            "At last: The directory ldap://a can't be reached (Can't contact LDAP server).", zone: .gmt)
        #expect(known == "Zuletzt: Das Verzeichnis ldap://a ist nicht erreichbar.")
        let clause = try german().said("TLS can't be spoken: the moon is full.", zone: .gmt)
        #expect(
            clause.hasPrefix("TLS ist nicht möglich: Der Grund") && clause.hasSuffix(").") && !clause.hasSuffix(".."))
        #expect(
            try german().said("The mail server answered 550 mailbox can't be reached: away.", zone: .gmt)
                == "Der Mailserver hat geantwortet: 550 mailbox can't be reached: away.")
        let table = try Sentences(name: "t", text: "At last: {1} = Enfin : {1.}\n")
        #expect(table.said(for: "At last: No.") { _ in "" } == "Enfin : No.", "where there is nothing else to say")
    }

    @Test("What the table lacks is said by one sentence for all such; English stays as it is")
    func missing() throws {
        #expect(try german().said("Something new happened.", zone: .gmt).hasPrefix("Der Grund steht auf Englisch"))
        #expect(Wording.english.said("Something new happened.", zone: .gmt) == "Something new happened.")
        #expect(try german().label("Something new") == "Something new")
    }

    @Test("A file of a folder goes before the built-in table, line by line; one in another language stands alone")
    func folder() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "sentences.de.txt", "# ours\nThe number was busy. = Besetzt!\nIts time was over at {1}. = Aus um {1}!\n")
        for kind in ["notification", "results", "received"] {
            try folder.write("\(kind).fr.txt", "Subject: x\n\n{{reason}}\n")
        }
        try folder.write("sentences.fr.txt", "* = Voir ci-dessous.\nThe number was busy. = Occupé.\n")
        let templates = try MailTemplates(folder: folder.url.path)
        let german = templates.template(.notification, language: "de-AT").wording
        #expect(
            german.said("The number was busy. Nobody answered the call.", zone: .gmt)
                == "Besetzt! Niemand hat abgenommen.")
        #expect(german.said("Its time was over at noon.", zone: .gmt) == "Aus um noon!")
        let french = templates.template(.results, language: "fr").wording
        #expect(french.said("The number was busy.", zone: .gmt) == "Occupé.")
        #expect(french.said("Nobody answered the call.", zone: .gmt) == "Voir ci-dessous.")
    }

    @Test("A line that is none is said at start, with its number")
    func wrong() throws {
        let error = #expect(throws: TemplateError.self) {
            try Sentences(name: "sentences.xx.txt", text: "a = b\nnonsense\n")
        }
        #expect(error?.description.hasPrefix("Line 2 of 'sentences.xx.txt' is not") == true)
    }

    @Test("A line of nothing but places is refused at start", arguments: ["{1}", "{1} {2}", "{2}{1}"])
    func nothingButPlaces(english: String) throws {
        let error = #expect(throws: TemplateError.self) {
            try Sentences(name: "sentences.xx.txt", text: "a = b\n\(english) = x {1}\n")
        }
        #expect(error?.description.hasPrefix("Line 2 of 'sentences.xx.txt' has nothing but places") == true)
    }

    @Test("A German reader finds no English in the text of a result")
    func notification() throws {
        var report = SampleReports.failed()
        report.attempts[0].sentence = CallEnding.disconnectedInPage.sentence
        report.result = .failed(Failure(EnhancedStatusCode(5, 4, 2), CallEnding.disconnectedInPage.sentence))
        report.omitted = [
            OmittedPart(name: "Plan.dwg", reason: "Documents of the type application/acad can't be printed."),
            OmittedPart(name: "encrypted mail", reason: "It is encrypted."),
            OmittedPart(name: "7 more parts", reason: "They are too many to be named."),
        ]
        let template = try MailTemplate.sample(.notification, "de")
        let text = template.text(NotificationValues.of(report, wording: template.wording, zone: .gmt))
        let reason = "Das Faxgerät dort hat aufgelegt, ohne die Seite zu bestätigen."
        #expect(text.contains("\r\n\(reason)\r\n"), "it is said once, and again only of the call")
        #expect(text.ranges(of: reason).count == 2)
        #expect(text.contains("Plan.dwg: Dokumente des Typs application/acad können nicht gedruckt werden."))
        #expect(text.contains("verschlüsselte Mail: Verschlüsselt.") && text.contains("7 weitere Teile: Zu viele"))
        #expect(text.contains("24. November 2026"))
        for english in ["The ", "far", " page", "Nov ", "+0000", "printed"] {
            #expect(!text.contains(english), "\(text)")
        }
    }
}
