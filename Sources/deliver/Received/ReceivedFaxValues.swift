import FaxModel
import Foundation

/// What the text about a received fax is made of (docs/MAIL-OUT.md has the names).
enum ReceivedFaxValues {
    /// The values; times are told in `zone`.
    ///
    /// - Parameters:
    ///   - canAnswer: whether an answer to the mail goes back as a fax.
    ///   - preview: the Content-ID of the picture of the first page; `nil` where there is none.
    static func of(
        _ mail: ReceivedFaxMail, wording: Wording, zone: TimeZone, canAnswer: Bool, preview: String?
    ) -> [String: Any] {
        let fax = mail.fax
        var values = TextValues()
        values.set("sender", sender(mail))
        values.set("senderClaimed", when: mail.route.isSenderClaimed == true)
        values.set("number", fax.caller.number ?? fax.polled?.digits)
        values.set("canAnswer", when: canAnswer)
        values.set("polled", when: fax.polled != nil)
        values.set("pages", fax.pages.count)
        values.set("onePage", when: fax.pages.count == 1)
        values.set("confirmedPages", fax.confirmedPages)
        values.set("caller", [fax.caller.number, fax.caller.name].compactMap { $0 }.joined(separator: ", "))
        values.set("dialled", fax.polled?.digits ?? fax.caller.dialled)
        values.set("station", fax.remoteStation)
        values.set("subaddress", fax.subaddress)
        values.set("received", wording.date(fax.began, zone: zone))
        values.set("line", fax.line)
        values.set("job", fax.job.description)
        values.set("profile", mail.route.profile)
        values.set("billingCode", mail.route.billingCode)
        values.set("incomplete", when: !fax.isComplete)
        values.set("reason", wording.said(fax.sentence, zone: zone))
        let unconfirmed = fax.pages.indices.filter { !fax.pages[$0].isConfirmed }.map { $0 + 1 }
        values.set("unconfirmed", list(unconfirmed))
        values.set("oneUnconfirmed", when: unconfirmed.count == 1)
        values.set("turned", list(mail.turnedPages ?? []))
        values.set("dropped", mail.droppedPages.map(String.init))
        values.set("hasAttachment", when: !mail.attachments.isEmpty)
        values.set("preview", preview)
        values.set("undeliverable", when: mail.undelivered != nil)
        values.set("undelivered", (mail.undelivered ?? []).map { TextValues.undelivered($0, wording, zone: zone) })
        return values.values
    }

    /// Who has sent it, for people: the name that the directory has, and the number or station id by which it was found; or what is
    /// known. `nil` where nothing is.
    private static func sender(_ mail: ReceivedFaxMail) -> String? {
        guard let name = mail.route.senderName else { return mail.fax.origin }
        let key = mail.route.isSenderClaimed == true ? mail.fax.remoteStation : mail.fax.origin
        return key.map { "\(name) (\($0))" } ?? name
    }

    private static func list(_ pages: [Int]) -> String {
        pages.map(String.init).joined(separator: ", ")
    }
}

extension ReceivedFaxRoute {
    /// The name that the directory has for the sender, and his company; `nil` where it has neither.
    var senderName: String? {
        let names = [sender?.name, sender?.company].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
