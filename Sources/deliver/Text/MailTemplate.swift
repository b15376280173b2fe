import Foundation
import Mustache
import TemplateTrouble

/// What is wrong with a template.
struct TemplateError: Error, CustomStringConvertible {
    /// What, where, and what to do.
    let description: String
}

/// The texts of a mail, with places for what it tells (Mustache): subject, text, and HTML where it has any.
struct MailTemplate: Sendable {
    /// How its language says what stands in the places.
    var wording = Wording.english
    private let subject: MustacheTemplate
    private let text: MustacheTemplate
    private let html: MustacheTemplate?

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - name: its name in errors.
    ///   - text: a line `Subject: …`, an empty line, and the text.
    ///   - html: an HTML document; `nil` for none.
    init(name: String, text: String, html: String?) throws(TemplateError) {
        let lines = text.replacing("\r\n", with: "\n")
        guard lines.hasPrefix(Self.subjectField), let end = lines.firstRange(of: "\n\n") else {
            throw TemplateError(
                description: "The template '\(name).txt' does not begin with a line 'Subject: …' and an empty line.")
        }
        do {
            subject = try Self.plain(String(lines[..<end.lowerBound].dropFirst(Self.subjectField.count)))
            self.text = try Self.plain(String(lines[end.upperBound...]))
            self.html = try html.map { try MustacheTemplate(string: $0.replacing("\r\n", with: "\n")) }
        } catch {
            throw TemplateError(
                description: "The template '\(name)' is no Mustache: \(TemplateTrouble.words(of: error))")
        }
    }

    /// The subject, on one line.
    func subject(_ values: [String: Any]) -> String {
        // A word for every mail, whatever the template makes of it.
        let line = Self.render(subject, values).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.allSatisfy(\.isWhitespace) ? "Fax" : line
    }

    /// The text, its lines ended by CR LF.
    func text(_ values: [String: Any]) -> String {
        Self.render(text, values).replacing("\n", with: "\r\n")
    }

    /// The HTML, its lines ended by CR LF; `nil` where there is none. All values are escaped.
    func html(_ values: [String: Any]) -> String? {
        html.map { $0.render(values).replacing("\n", with: "\r\n") }
    }

    private static let subjectField = "Subject: "

    /// Mustache escapes for HTML unless it is told; the line that tells it is not part of the text.
    private static func plain(_ text: String) throws -> MustacheTemplate {
        try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\(mark)\n\(text)")
    }

    private static func render(_ template: MustacheTemplate, _ values: [String: Any]) -> String {
        let text = template.render(values)
        return text.firstRange(of: "\(mark)\n").map { String(text[$0.upperBound...]) } ?? text
    }

    private static let mark = "\u{1}"
}
