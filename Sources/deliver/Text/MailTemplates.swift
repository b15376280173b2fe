import Configuration
import Foundation

/// The templates of all mails, in all languages: those that are built in, and in their place or besides those of a folder.
struct MailTemplates: Sendable {
    /// What a mail is about.
    enum Kind: String, CaseIterable {
        /// What became of a fax.
        case notification
        /// What became of all faxes of a mail.
        case results
        /// A fax that was received.
        case received
    }

    private let templates: [String: MailTemplate]
    /// The language of who has not said which.
    private let language: String

    /// The templates, for mails in `language` (BCP 47) where nothing else is asked for.
    ///
    /// - Parameters:
    ///   - folder: holds files such as `received.fr.txt` and `received.fr.html`; `nil` for none. A text that is not there has
    ///     the built-in one of its language, if there is one.
    ///   - verbatim: what the operator has written for senders, which is said as it is in all languages.
    /// - Throws: when a file can't be read or is no template, or there is no text of a kind in `language`.
    init(folder: String? = nil, language: String = "en", verbatim: [String] = []) throws(TemplateError) {
        var sources = Self.builtIn
        if let folder {
            let files = try Self.files(in: folder)
            // Who replaces a text without its HTML does not want the built-in one.
            for name in files.keys where name.hasSuffix(".txt") { sources[name.dropLast(4) + ".html"] = nil }
            // What a folder has of sentences comes besides those that are built in.
            for (name, text) in files {
                let builtIn = name.hasPrefix(Self.sentencesPrefix) ? sources[name].map { $0 + "\n" } : nil
                sources[name] = (builtIn ?? "") + text
            }
        }
        var templates: [String: MailTemplate] = [:]
        for (file, text) in sources where file.hasSuffix(".txt") {
            let name = String(file.dropLast(4))
            guard !name.hasPrefix(Self.sentencesPrefix) else { continue }
            templates[name] = try MailTemplate(name: name, text: text, html: sources["\(name).html"])
        }
        let sentences = try Self.sentences(sources)
        for name in templates.keys {
            let language = name.split(separator: ".").dropFirst().joined(separator: ".")
            var table = Self.tags(language).lazy.compactMap { sentences[$0] }.first ?? Sentences()
            for sentence in verbatim { table.add(verbatim: sentence) }
            templates[name]?.wording = Wording(language: language, sentences: table)
        }
        self.templates = templates
        self.language = language.lowercased()
        for kind in Kind.allCases where template(kind, self.language) == nil {
            throw TemplateError(
                description: "There is no template '\(kind.rawValue).\(self.language).txt' for deliver.language "
                    + "'\(language)'; write one into the folder deliver.templates.")
        }
    }

    /// The template of a kind in this language, or the nearest that there is: `de-AT`, `de`, the installation's own.
    func template(_ kind: Kind, language wanted: String?) -> MailTemplate {
        guard let found = wanted.flatMap({ template(kind, $0.lowercased()) }) ?? template(kind, language) else {
            preconditionFailure("there are templates in the installation's language")
        }
        return found
    }

    private func template(_ kind: Kind, _ language: String) -> MailTemplate? {
        Self.tags(language).lazy.compactMap { templates["\(kind.rawValue).\($0)"] }.first
    }

    /// A language and those that it is a kind of: `de-at`, `de`.
    private static func tags(_ language: String) -> [String] {
        let subtags = language.split(separator: "-")
        return subtags.indices.reversed().map { subtags[...$0].joined(separator: "-") }
    }

    private static let sentencesPrefix = "sentences."

    /// The tables of sentences by their languages.
    private static func sentences(_ sources: [String: String]) throws(TemplateError) -> [String: Sentences] {
        var tables: [String: Sentences] = [:]
        for (file, text) in sources where file.hasPrefix(sentencesPrefix) && file.hasSuffix(".txt") {
            let language = String(file.dropFirst(sentencesPrefix.count).dropLast(4))
            tables[language] = try Sentences(name: file, text: text)
        }
        return tables
    }

    private static func files(in folder: String) throws(TemplateError) -> [String: String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            var files: [String: String] = [:]
            for name in names where name.hasSuffix(".txt") || name.hasSuffix(".html") {
                files[name.lowercased()] = try String(
                    contentsOf: URL(filePath: folder).appending(path: name), encoding: .utf8)
            }
            return files
        } catch {
            throw TemplateError(
                description: "The templates in '\(folder)' can't be read: \(FileTrouble(error).sentence)")
        }
    }

    private static let builtIn: [String: String] = [
        "notification.en.txt": PackageResources.notification_en_txt,
        "notification.de.txt": PackageResources.notification_de_txt,
        "results.en.txt": PackageResources.results_en_txt,
        "results.en.html": PackageResources.results_en_html,
        "results.de.txt": PackageResources.results_de_txt,
        "results.de.html": PackageResources.results_de_html,
        "sentences.de.txt": PackageResources.sentences_de_txt,
        "received.en.txt": PackageResources.received_en_txt,
        "received.en.html": PackageResources.received_en_html,
        "received.de.txt": PackageResources.received_de_txt,
        "received.de.html": PackageResources.received_de_html,
    ].mapValues { String(decoding: $0, as: UTF8.self) }
}
