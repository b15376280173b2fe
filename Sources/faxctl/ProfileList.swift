import Configuration
import FaxModel
import UserProfiles

/// What `faxctl profile list` says.
struct ProfileList: Encodable, Equatable {
    /// A profile.
    struct Record: Encodable, Equatable {
        var name: String
        var source: String
        /// Whether another of its name, in a source before its own, stands in its place.
        var isOverridden: Bool
        var isCopy: Bool
        /// What has to hold of a fax, a condition each, as `key: values`.
        var conditions: [String]
        var route: ReceivedFaxRoute
        /// Groups of the directory whose members get it.
        var groups: [String]
        /// Those who are told of the fax, and get nothing of it.
        var notices: [String]
        /// What becomes of a fax of which not all has come.
        var incomplete: IncompleteFax

        init(_ entry: ProfileTable.Entry, isOverridden: Bool) {
            let profile = entry.profile
            (name, source, self.isOverridden) = (profile.name, entry.source, isOverridden)
            (isCopy, conditions, route) = (profile.isCopy, profile.conditions, profile.route)
            (groups, notices, incomplete) = (profile.groups, profile.notices, profile.incomplete)
        }

        /// What an operator reads of it alone.
        var text: String {
            var lines = ["\(name), of \(source)"]
            lines += conditions.isEmpty ? ["for every fax"] : conditions.map { "for \($0)" }
            lines += [("to", route.to), ("cc", route.cc), ("bcc", route.bcc), ("group", groups), ("notice", notices)]
                .filter {
                    !$0.1.isEmpty
                }.map {
                    "\($0.0): \($0.1.joined(separator: ", "))"
                }
            if isCopy { lines.append("a further copy, whatever other profile decides") }
            lines.append("attachment: \(route.attachment.rawValue), preview: \(route.hasPreview ? "yes" : "no")")
            if incomplete != .mail { lines.append("incomplete: \(incomplete.rawValue)") }
            if let language = route.language { lines.append("language: \(language)") }
            if let code = route.billingCode { lines.append("billing-code: \(code)") }
            return lines.joined(separator: "\n")
        }
    }

    /// The profiles, those that count first.
    var profiles: [Record]
    /// What is wrong with sources, and with entries of the directory; those begin with an exclamation mark.
    var problems: [String]

    /// All profiles of a table.
    init(_ table: ProfileTable, _ problems: [String] = []) {
        self.problems = problems
        profiles =
            table.entries.map { Record($0, isOverridden: false) }
            + table.overridden.map { Record($0, isOverridden: true) }
    }

    /// What an operator reads.
    var text: String { profiles.isEmpty ? "There are no profiles." : table.text }

    /// A line a profile.
    var table: Table {
        Table(
            header: ["name", "for", "to", "attachment", "source"],
            rows: profiles.map { record in
                [
                    record.name, record.conditions.isEmpty ? "every fax" : record.conditions.joined(separator: "; "),
                    (record.route.recipients + record.groups.map { "group \($0)" }).joined(separator: ", ")
                        + (record.isCopy ? " (copy)" : ""),
                    record.route.attachment.rawValue, record.source + (record.isOverridden ? " (overridden)" : ""),
                ]
            })
    }
}

extension UserProfile {
    /// What has to hold of a fax, a condition each, as `key: values`.
    fileprivate var conditions: [String] {
        let all: [(ProfileField, [String])] = [
            (.dialled, dialled.map(\.description)), (.subaddress, subaddresses), (.caller, callers.map(\.description)),
            (.station, stations.map(\.description)), (.lineGroup, lineGroups.map(\.rawValue)),
            (.hours, hours.map(\.description)),
        ]
        return all.filter { !$0.1.isEmpty }.map { "\($0.0.rawValue): \($0.1.joined(separator: ", "))" }
    }
}
