import FaxModel
import Foundation

/// The fields of the header of a mail with a received fax that tell an application what it is (docs/HEADERS.md).
enum ReceivedField: String, CaseIterable {
    case direction, job, call, line, group, caller
    case callerName = "caller-name"
    case callerAbsence = "caller-absence"
    case dialled
    case ownExtension = "extension"
    case remoteStation = "remote-station"
    case localStation = "local-station"
    case subaddress, pages
    case confirmedPages = "confirmed-pages"
    case turnedPages = "turned-pages"
    case droppedPages = "dropped-pages"
    case resolution, coding
    case bitRate = "bit-rate"
    case errorCorrection = "error-correction"
    case badLines = "bad-lines"
    case complete, result
    case resultText = "result-text"
    case began, ended, seconds, profile
    case billingCode = "billing-code"
    case undelivered

    /// The field's name: `X-Fax-Confirmed-Pages`.
    var name: String {
        "X-Fax-" + rawValue.split(separator: "-").map(\.capitalized).joined(separator: "-")
    }

    /// What the field says of a fax, a value for each time that it stands in the header.
    ///
    /// - Parameter ownExtension: the extension that was called; `nil` where it is not known.
    func values(of mail: ReceivedFaxMail, ownExtension: String?) -> [String] {
        if self == .undelivered { return (mail.undelivered ?? []).map { "\($0.address): \($0.failure)" } }
        if self == .ownExtension { return [ownExtension].compactMap { $0 } }
        return [value(of: mail, mail.fax)].compactMap { $0 }
    }

    private func value(of mail: ReceivedFaxMail, _ fax: ReceivedFax) -> String? {
        switch self {
        case .direction: "received"
        case .job: fax.job.description
        case .call: fax.call.description
        case .line: fax.line
        case .group: fax.group.rawValue
        case .caller: fax.caller.number
        case .callerName: fax.caller.name
        case .callerAbsence: fax.caller.absence?.rawValue
        case .dialled: fax.polled?.digits ?? fax.caller.dialled
        case .remoteStation: fax.remoteStation
        case .localStation: fax.localStation
        case .subaddress: fax.subaddress
        case .pages: String(fax.pages.count)
        case .confirmedPages: String(fax.confirmedPages)
        case .turnedPages: mail.turnedPages.map { $0.map(String.init).joined(separator: ", ") }
        case .droppedPages: mail.droppedPages.map(String.init)
        case .resolution: fax.resolutions
        case .coding: fax.coding
        case .bitRate: fax.bitRate.map(String.init)
        case .errorCorrection: fax.errorCorrection.map { $0 ? "yes" : "no" }
        case .badLines: String(fax.pages.reduce(0) { $0 + $1.badRows })
        case .complete: fax.isComplete ? "yes" : "no"
        case .result: fax.result ?? "interrupted"
        case .resultText: fax.sentence
        case .began: fax.began.formatted(.iso8601)
        case .ended: fax.ended?.formatted(.iso8601)
        case .seconds: fax.ended.map { String(max(0, Int($0.timeIntervalSince(fax.began).rounded()))) }
        case .profile: mail.route.profile
        case .billingCode: mail.route.billingCode
        case .ownExtension, .undelivered: nil
        }
    }
}

extension ReceivedFax {
    /// The resolutions of its pages, each once: `204x196, 204x98`.
    fileprivate var resolutions: String? {
        var found: [String] = []
        for page in pages {
            let resolution = "\(page.horizontal)x\(page.vertical)"
            if !found.contains(resolution) { found.append(resolution) }
        }
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }
}
