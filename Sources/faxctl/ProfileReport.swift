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
    /// The profiles that do not match, then those that do.
    var steps: [Step]
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
    /// What is wrong with sources of profiles, of which this says nothing.
    var problems: [String] = []

    /// So many profiles that do not match are named to an operator: a directory has thousands.
    private static let mismatchesTold = 10

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
        let mismatches = steps.filter { $0.mismatch != nil }
        lines += mismatches.prefix(Self.mismatchesTold).map {
            "Profile '\($0.profile)' (\($0.source)) does not match: \($0.mismatch ?? "")."
        }
        let untold = mismatches.count - Self.mismatchesTold
        if untold > 0 {
            lines.append("\(untold.counting("more profile")) \(untold == 1 ? "does" : "do") not match; --json has all.")
        }
        lines += steps.filter { $0.mismatch == nil }.map { "Profile '\($0.profile)' (\($0.source)) matches." }
        if let decision {
            lines.append("The most exact of those that match decides: '\(decision)'.")
        } else {
            lines.append(
                routes.isEmpty
                    ? "No profile matches, and there is no received.default-recipient: the fax waits for the operator."
                    : "No profile matches: it is received.default-recipient.")
        }
        if let route = routes.first {
            let recipients = route.recipients + groups.map { "the members of group '\($0)'" }
            lines.append(
                "The fax goes to \(recipients.joined(separator: ", ")), as \(route.attachment.rawValue).")
            for (name, copy) in zip(copies, routes.dropFirst()) {
                lines.append(
                    "Profile '\(name)' makes a copy: it goes to \(copy.recipients.joined(separator: ", ")), as \(copy.attachment.rawValue)."
                )
            }
        }
        return lines.joined(separator: "\n")
    }
}
