import Foundation
import SMTP

/// How something is said to people in one language: times, and what our programs have said in English.
struct Wording: Sendable {
    /// The language (BCP 47).
    let language: String
    /// The table of sentences.
    let sentences: Sentences

    /// English, as our programs speak.
    static let english = Wording(language: "en", sentences: Sentences())

    /// What is said in place of a sentence, or of some.
    func said(_ text: String, zone: TimeZone) -> String {
        sentences.said(for: text) { date($0, zone: zone) }
    }

    /// A word or a few that stand alone, such as what a part of the mail is; as it is where the table lacks it.
    func label(_ text: String) -> String {
        sentences.translation(of: text) { _ in "" } ?? text
    }

    /// A time; in English as mail has it.
    func date(_ date: Date, zone: TimeZone) -> String {
        guard language.split(separator: "-").first != "en" else { return MailDate(date, in: zone).description }
        let style = Date.FormatStyle(
            date: .long, time: .standard, locale: Locale(identifier: language), timeZone: zone)
        return date.formatted(style)
    }
}
