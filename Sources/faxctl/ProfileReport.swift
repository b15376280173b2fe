import Configuration
import FaxModel
import UserProfiles

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
    /// The profiles that do not match, of many only those that could be about the number; then those that do.
    var steps: [Step]
    /// How many more do not match.
    var otherMismatches = 0
    /// Whether the number is somebody's, and it is not clear whose.
    var isUnclear = false
    /// The profile that decides; `nil` where none does.
    var decision: String?
    /// The profiles that make further copies.
    var copies: [String]
    /// The mails that the fax goes by.
    var routes: [ReceivedFaxRoute]
    /// The groups of the directory whose members get the fax itself besides.
    var groups: [String] = []
    /// Likewise of each copy.
    var copyGroups: [[String]] = []
    /// Those who are told of the fax, and get nothing of it.
    var notices: [String] = []
    /// What becomes of the fax where not all of it comes; `nil` where no profile decides.
    var incomplete: IncompleteFax?
    /// What is wrong with sources of profiles, of which this says nothing.
    var problems: [String] = []

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
        if isUnclear {
            lines.append(
                "The number is somebody's in the directory, and it is not clear whose; faxctl profile list names the entries."
            )
        }
        lines += steps.map { step in
            step.mismatch.map { "Profile '\(step.profile)' (\(step.source)) does not match: \($0)." }
                ?? "Profile '\(step.profile)' (\(step.source)) matches."
        }
        if otherMismatches > 0 {
            let verb = otherMismatches == 1 ? "does" : "do"
            lines.append("\(otherMismatches.counting("other profile")) \(verb) not match.")
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
            lines.append("The fax goes to \(Self.words(route, groups)).")
            for (index, copy) in routes.dropFirst().enumerated() {
                lines.append(
                    "Profile '\(copies[index])' makes a copy: it goes to \(Self.words(copy, copyGroups[index])).")
            }
            if !notices.isEmpty { lines.append("Told of it, without its pages: \(notices.joined(separator: ", ")).") }
            switch incomplete {
            case .mail?, nil: break
            case .notice?: lines.append("Where not all of it comes, the mail has no pages.")
            case .default?: lines.append("Where not all of it comes, it is received.default-recipient.")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ route: ReceivedFaxRoute, _ groups: [String]) -> String {
        let recipients = route.recipients + groups.map { "the members of group '\($0)'" }
        let pages = route.attachment == .none ? "without its pages" : "as \(route.attachment.rawValue)"
        return "\(recipients.joined(separator: ", ")), \(pages)"
    }
}
