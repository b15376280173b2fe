import Configuration
import FaxModel
import Foundation
import UserProfiles

/// Follows a call through the profiles, as `faxout` and `enrich` do, and keeps how they came to their answer.
struct ProfileTrial {
    private let configuration: Configuration
    private let book: ProfileBook

    /// A trial of section `received` and the profiles of a configuration.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        book = ProfileBook(configuration) { _ in }
    }

    /// What becomes of a call.
    ///
    /// - Throws: when the profiles can't be read.
    func report(
        _ caller: CallerIdentification, subaddress: String?, station: String?, on group: Lane, at time: Date
    ) throws(ProfileSourceError) -> ProfileReport {
        let table = try book.table()
        var facts = CallFacts(caller, on: group, at: time, book.numbers)
        let refusal = AnsweringPolicy(configuration, book).refusal(of: caller, on: group, at: time)
        (facts.subaddress, facts.station) = (subaddress, station)
        let finding = table.explanation(facts)
        var routes = finding.decision.map { [$0.profile.route] } ?? []
        if routes.isEmpty, let recipient = configuration.received.defaultRecipient {
            routes = [ReceivedFaxRoute(to: [recipient])]
        }
        if !routes.isEmpty { routes += finding.copyRoutes }
        return ProfileReport(
            dialled: facts.dialled, caller: facts.caller, refusal: refusal,
            steps: finding.mismatches.map { ProfileReport.Step($0.entry, mismatch: $0.reason) }
                + finding.matches.map { ProfileReport.Step($0, mismatch: nil) },
            decision: finding.decision?.profile.name, copies: finding.copies.map(\.profile.name), routes: routes)
    }

    /// A time that an operator has written, by the clock on a wall in `zone`; `nil` where it is none.
    static func date(_ text: String, in zone: TimeZone) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = zone
        for format in ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return try? Date(text, strategy: .iso8601)
    }
}

/// What `faxctl profile test` says.
struct ProfileReport: Encodable, Equatable {
    /// A profile that was looked at.
    struct Step: Encodable, Equatable {
        var profile: String
        var source: String
        /// Why it is not about the call; `nil` where it is.
        var mismatch: String?

        init(_ entry: ProfileTable.Entry, mismatch: String?) {
            (profile, source, self.mismatch) = (entry.profile.name, entry.source, mismatch)
        }
    }

    /// All that our number is called.
    var dialled: [FaxNumber]
    /// The caller's number; `nil` where it is not known.
    var caller: FaxNumber?
    /// Why the call is not answered; `nil` where it is.
    var refusal: String?
    /// The profiles that do not match, then those that do.
    var steps: [Step]
    /// The profile that decides; `nil` where none does.
    var decision: String?
    /// The profiles that make further copies.
    var copies: [String]
    /// The mails that the fax goes by.
    var routes: [ReceivedFaxRoute]

    /// Everybody who gets the fax.
    var recipients: [String] { routes.flatMap(\.recipients) }

    /// What an operator reads.
    var text: String {
        let dialled =
            self.dialled.isEmpty
            ? "The number that is called is not known."
            : "Called: \(self.dialled.map(\.digits).joined(separator: ", "))."
        var lines = [dialled, "Caller: \(caller?.digits ?? "not known")."]
        if let refusal {
            return (lines + ["The call is not answered: \(refusal)."]).joined(separator: "\n")
        }
        lines.append("The call is answered.")
        lines += steps.map { step in
            step.mismatch.map { "Profile '\(step.profile)' (\(step.source)) does not match: \($0)." }
                ?? "Profile '\(step.profile)' (\(step.source)) matches."
        }
        if let decision {
            lines.append("The most exact of those that match decides: '\(decision)'.")
        } else {
            lines.append(
                routes.isEmpty
                    ? "No profile matches, and there is no received.default-recipient: the fax waits for the operator."
                    : "No profile matches: it is received.default-recipient.")
        }
        if let route = routes.first {
            lines.append(
                "The fax goes to \(route.recipients.joined(separator: ", ")), as \(route.attachment.rawValue).")
            for (name, copy) in zip(copies, routes.dropFirst()) {
                lines.append(
                    "Profile '\(name)' makes a copy: it goes to \(copy.recipients.joined(separator: ", ")), as \(copy.attachment.rawValue)."
                )
            }
        }
        return lines.joined(separator: "\n")
    }
}
