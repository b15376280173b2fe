public import Configuration
public import FaxModel
public import Foundation

/// Whether a call is answered: by who calls, and by which of our numbers is called.
public struct AnsweringPolicy: Sendable {
    private let settings: ReceivedSettings
    private let place: ProfilePlace
    private let book: ProfileBook

    /// The policy of section `received`, by the profiles of `book`.
    public init(_ configuration: Configuration, _ book: ProfileBook) {
        settings = configuration.received
        place = ProfilePlace(countryCode: configuration.dialling.countryCode, timeZone: settings.timeZone)
        self.book = book
    }

    /// Why a call is not answered, a clause; `nil` where it is. Where no number is told that was called, and where profiles can't be read,
    /// it is answered: a fax more is better than one lost.
    public func refusal(of caller: CallerIdentification, on group: Lane, at time: Date) -> String? {
        let call = CallFacts(caller, on: group, at: time, book.numbers)
        if let reject = settings.rejects.first(where: { $0.contains(call, place) }) {
            return "calls such as '\(reject.name)' are rejected"
        }
        guard settings.unknown == .refuse, !call.dialled.isEmpty else { return nil }
        guard let table = try? book.table(), !table.mayHaveProfile(call) else { return nil }
        return "no profile has \(call.dialled.map(\.digits).joined(separator: " or "))"
    }
}

extension RejectedCalls {
    /// Whether `call` is one of them.
    fileprivate func contains(_ call: CallFacts, _ place: ProfilePlace) -> Bool {
        let isDialled = dialled.contains { pattern in
            call.dialled.contains { pattern.contains($0, countryCode: place.countryCode) }
        }
        // That nothing was told yet does not say that there is no number.
        let isCaller =
            call.isCallerTold
            && callers.contains { $0.contains(call.caller, call.absence, countryCode: place.countryCode) }
        return (dialled.isEmpty || isDialled) && (callers.isEmpty || isCaller)
            && (lineGroups.isEmpty || lineGroups.contains(call.lineGroup))
            && (hours.isEmpty || hours.contains { $0.contains(call.time, in: place.timeZone) })
    }
}
