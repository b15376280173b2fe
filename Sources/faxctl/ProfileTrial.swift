import Configuration
import FaxModel
import Foundation
import UserProfiles

/// Follows a call through the profiles, as `faxout` and `enrich` do, and keeps how they came to their answer.
struct ProfileTrial {
    private let configuration: Configuration
    private let book: ProfileBook

    /// Profiles that do not match, of which a report speaks one by one.
    static let mostMismatches = 20

    /// A trial of section `received` and of the profiles of a book.
    init(_ configuration: Configuration, _ book: ProfileBook) {
        self.configuration = configuration
        self.book = book
    }

    /// What becomes of a call, by the profiles that can be read.
    func report(
        _ caller: CallerIdentification, subaddress: String?, station: String?, on group: Lane, at time: Date
    ) -> ProfileReport {
        let table = book.reading().table
        var facts = CallFacts(caller, on: group, at: time, book.numbers)
        let refusal = AnsweringPolicy(configuration, book).refusal(of: caller, on: group, at: time)
        (facts.subaddress, facts.station) = (subaddress, station)
        let finding = table.explanation(facts)
        // Of many, only those are of interest that may be about the number, and not everybody else's.
        var mismatches = finding.mismatches
        if mismatches.count > Self.mostMismatches {
            mismatches = Array(table.finding(facts).mismatches.prefix(Self.mostMismatches))
        }
        var routes = finding.decision.map { [$0.profile.route] } ?? []
        if routes.isEmpty, let recipient = configuration.received.defaultRecipient {
            let mail = configuration.received.mail
            routes = [ReceivedFaxRoute(to: [recipient], attachment: mail.attachment, hasPreview: mail.hasPreview)]
        }
        if !routes.isEmpty { routes += finding.copyRoutes }
        let profiles = ([finding.decision].compactMap(\.self) + finding.copies).map(\.profile)
        var report = ProfileReport(
            dialled: facts.dialled, caller: facts.caller, refusal: refusal,
            steps: mismatches.map { ProfileReport.Step($0.entry, mismatch: $0.reason) }
                + finding.matches.map { ProfileReport.Step($0, mismatch: nil) },
            isUnclear: table.isUnclear(facts), decision: finding.decision?.profile.name,
            copies: finding.copies.map(\.profile.name), routes: routes,
            groups: finding.decision?.profile.groups ?? [], copyGroups: finding.copies.map(\.profile.groups))
        report.notices = profiles.flatMap(\.notices)
        report.incomplete = finding.decision?.profile.incomplete
        report.otherMismatches = finding.mismatches.count - mismatches.count
        return report
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
