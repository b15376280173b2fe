import Foundation

/// The words that Faxpost itself writes on cover pages, in one language.
struct CoverWords: Hashable, Sendable {
    /// The language (BCP 47).
    let language: String
    let title: String
    let to: String
    let from: String
    let name: String
    let company: String
    let department: String
    let location: String
    let address: String
    let telephone: String
    let fax: String
    let mail: String
    let date: String
    let pages: String
    /// After the number of pages.
    let pagesIncluded: String
    let subject: String
    let noSubject: String
    let message: String
    let reference: String
    let urgent: String
    let confidential: String
    /// A sentence to whoever reads it and should not.
    let confidentialNotice: String
    let onePartMissing: String
    /// Before and after the number of parts.
    let partsMissing: (before: String, after: String)
    let more: String
    private let months: [String]
    private let dayEnd: String

    /// The words of a language, by its tag or the part before its first hyphen; English where there are none.
    static func of(_ language: String) -> CoverWords {
        let primary = language.lowercased().prefix { $0 != "-" }
        return primary == "de" ? german : english
    }

    /// Whether there are words of a language, by its tag or the part before its first hyphen.
    static func are(in language: String) -> Bool {
        of(language).language == language.lowercased().prefix { $0 != "-" }
    }

    /// `24 November 2026, 09:05`, in the time zone of the machine. Written out here, because the formatters of Foundation load
    /// the data of all languages, which is more memory than a whole worker has.
    func words(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil, months.indices.contains(Int(parts.tm_mon)) else { return "" }
        let minute = parts.tm_min < 10 ? "0\(parts.tm_min)" : "\(parts.tm_min)"
        let hour = parts.tm_hour < 10 ? "0\(parts.tm_hour)" : "\(parts.tm_hour)"
        return "\(parts.tm_mday)\(dayEnd) \(months[Int(parts.tm_mon)]) \(1900 + Int(parts.tm_year)), \(hour):\(minute)"
    }

    /// That so many parts are missing.
    func missing(_ count: Int) -> String {
        count == 1 ? onePartMissing : "\(partsMissing.before)\(count)\(partsMissing.after)"
    }

    static let english = CoverWords(
        language: "en", title: "FAX", to: "To", from: "From", name: "Name", company: "Company",
        department: "Department",
        location: "Location", address: "Address", telephone: "Telephone", fax: "Fax", mail: "Mail", date: "Date",
        pages: "Pages", pagesIncluded: ", including this one", subject: "Subject", noSubject: "(none)",
        message: "Message",
        reference: "Reference", urgent: "Urgent", confidential: "Confidential",
        confidentialNotice:
            "This fax is meant for the recipient named above and may be confidential. If it is not meant for you, please tell "
            + "the sender by telephone and destroy it; reading, copying or passing it on is not permitted.",
        onePartMissing: "One part of this fax is missing", partsMissing: ("", " parts of this fax are missing"),
        more: "more",
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ], dayEnd: "")

    static let german = CoverWords(
        language: "de", title: "FAX", to: "An", from: "Von", name: "Name", company: "Firma", department: "Abteilung",
        location: "Ort", address: "Anschrift", telephone: "Telefon", fax: "Fax", mail: "E-Mail", date: "Datum",
        pages: "Seiten", pagesIncluded: ", einschließlich dieser", subject: "Betreff", noSubject: "(keiner)",
        message: "Mitteilung", reference: "Zeichen", urgent: "Dringend", confidential: "Vertraulich",
        confidentialNotice:
            "Dieses Fax ist für den oben genannten Empfänger bestimmt und kann vertraulich sein. Ist es nicht für Sie bestimmt, so "
            + "verständigen Sie bitte den Absender telefonisch und vernichten Sie es; Lesen, Kopieren und Weitergeben sind nicht "
            + "gestattet.",
        onePartMissing: "Ein Teil dieses Faxes fehlt", partsMissing: ("", " Teile dieses Faxes fehlen"),
        more: "weitere",
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ], dayEnd: ".")

    static func == (one: CoverWords, other: CoverWords) -> Bool { one.language == other.language }

    func hash(into hasher: inout Hasher) { hasher.combine(language) }
}
