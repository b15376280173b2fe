import FaxModel
import Foundation

/// The fields of the header of a mail with a received fax that tell an application what it is (docs/HEADERS.md).
enum ReceivedField: String, CaseIterable {
    case direction, job, call, line, group, caller
    case callerName = "caller-name"
    case callerAbsence = "caller-absence"
    case dialled
    case remoteStation = "remote-station"
    case subaddress, pages
    case confirmedPages = "confirmed-pages"
    case complete, result
    case resultText = "result-text"
    case began, ended

    /// The field's name: `X-Fax-Confirmed-Pages`.
    var name: String {
        "X-Fax-" + rawValue.split(separator: "-").map(\.capitalized).joined(separator: "-")
    }

    /// What the field says of a fax; `nil` where there is nothing to say.
    func value(of fax: ReceivedFax) -> String? {
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
        case .subaddress: fax.subaddress
        case .pages: String(fax.pages.count)
        case .confirmedPages: String(fax.confirmedPages)
        case .complete: fax.isComplete ? "yes" : "no"
        case .result: fax.result ?? "interrupted"
        case .resultText: fax.sentence
        case .began: fax.began.formatted(.iso8601)
        case .ended: fax.ended?.formatted(.iso8601)
        }
    }
}
