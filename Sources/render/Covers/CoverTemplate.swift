import FaxModel
import Foundation
import Mustache
import TemplateTrouble

/// A cover page of the installation's own: an HTML file with Mustache fields, and what lies beside it in its folder (style sheets,
/// logos). WeasyPrint sets it.
struct CoverTemplate: Sendable {
    private let template: MustacheTemplate
    /// What the page may refer to, by URL.
    let resources: [String: HTMLResource]

    /// Reads the template at `path`. It is read for each order, so that a change shows at once.
    ///
    /// - Throws: `ConversionError` when it can't be read, or its fields are not written as Mustache wants them.
    init(contentsOf path: String) throws(ConversionError) {
        let file = URL(filePath: path)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw ConversionError("\(path) can't be read as text in UTF-8.")
        }
        do {
            template = try MustacheTemplate(string: text)
        } catch {
            throw ConversionError("\(path) is no Mustache template: \(TemplateTrouble.words(of: error)).")
        }
        resources = try Self.resources(beside: file)
    }

    /// The HTML of a page.
    func html(of page: CoverPage, _ order: OrderSummary, _ job: Job) -> String {
        template.render(page.values(order, job))
    }

    /// Bytes of what lies beside a template.
    private static let mostBytes = 4 << 20

    private static func resources(beside template: URL) throws(ConversionError) -> [String: HTMLResource] {
        let folder = template.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var resources: [String: HTMLResource] = [:]
        var size = 0
        for name in names.sorted() {
            guard let type = types[String(name.lowercased().reversed().prefix { $0 != "." }.reversed())],
                let content = try? Data(contentsOf: folder.appending(path: name))
            else { continue }
            size += content.count
            guard size <= mostBytes else {
                throw ConversionError(
                    "\(folder.path) has more than \(mostBytes >> 20) MiB of style sheets and pictures.")
            }
            resources[HTMLConverter.baseURL + name] = HTMLResource(mediaType: type, bytes: Array(content))
        }
        return resources
    }

    private static let types = [
        "css": "text/css", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "svg": "image/svg+xml", "webp": "image/webp", "ttf": "font/ttf", "otf": "font/otf", "woff2": "font/woff2",
    ]
}

extension CoverPage {
    /// The fields that a template may name: docs/PAGES.md lists them.
    func values(_ order: OrderSummary, _ job: Job) -> [String: Any] {
        var values: [String: Any] = [
            "language": words.language, "words": words.values, "subject": subject, "date": words.words(date),
            "pages": "\(pageCount)", "number": number.description, "sender": Self.values(sender),
            "recipient": Self.values(recipient).merging(["fax": recipientNumber]) { _, fax in fax },
            "resolution": order.options.resolution.rawValue, "priority": order.options.priority.rawValue,
            "order": order.id.description, "job": job.id.description,
        ]
        if order.options.priority == .urgent { values["urgent"] = true }
        if let comments = fields.comments { values["comments"] = comments }
        if let reference = job.reference ?? order.options.reference { values["reference"] = reference }
        if let billingCode = job.billingCode ?? order.options.billingCode { values["billing-code"] = billingCode }
        if let rows = fields.rows, !rows.isEmpty {
            values["rows"] = rows.map { ["label": $0.label, "text": $0.text] as [String: Any] }
            values["has-rows"] = true
        }
        if !omitted.isEmpty {
            values["omitted"] = omitted.map { ["name": $0.name, "reason": $0.reason] as [String: Any] }
            values["missing"] = words.missing(omitted.count)
        }
        return values
    }

    private static func values(_ party: Party) -> [String: Any] {
        let pairs: [(String, String?)] = [
            ("name", party.name), ("company", party.company), ("department", party.department),
            ("location", party.location),
            ("address", party.address), ("telephone", party.telephone), ("fax", party.facsimile.map(number)),
            ("mail", party.mail),
        ]
        var values: [String: Any] = [:]
        for case (let name, let value?) in pairs where value.contains(where: { !$0.isWhitespace }) {
            values[name] = value
        }
        return values
    }
}

extension CoverWords {
    /// The words under the names by which templates use them.
    var values: [String: Any] {
        [
            "title": title, "to": to, "from": from, "name": name, "company": company, "department": department,
            "location": location, "address": address, "telephone": telephone, "fax": fax, "mail": mail, "date": date,
            "pages": pages, "pages-included": pagesIncluded, "subject": subject, "no-subject": noSubject,
            "message": message,
            "reference": reference, "urgent": urgent, "confidential": confidential,
            "confidential-notice": confidentialNotice,
        ]
    }
}
