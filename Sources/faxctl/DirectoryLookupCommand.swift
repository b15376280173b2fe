import ArgumentParser
import Configuration
import Directory
import DirectoryCopy
import FaxAddressing
import FaxModel
import FaxPolicy
import Foundation
import LDAP
import LDAPGrammar
import Logging
import Pipeline

/// faxctl directory lookup
struct DirectoryLookupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Shows what the directory and the copy of it say of somebody, and why.",
        discussion: "Exit code 0: the one that counts (directory.source) has found exactly one; 1: it has not.")

    /// What a key is.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case sender, recipient, user, number, name, group
    }

    @OptionGroup var access: SpoolAccess

    @Option(
        name: .customLong("as"),
        help: "What the key is; by default a mail address is a sender's, and else a number, or a user.")
    var kind: Kind?

    @Argument(help: "A mail address, a fax number, a user, a name, or a group.")
    var key: String

    func run() async throws {
        try await access.withClient { client, program in
            guard let settings = program.configuration.directory else {
                throw OperatorError("the configuration has no section directory")
            }
            let plan = FaxPolicy(rules: nil, program.configuration.dialling).plan
            let numbers = DirectoryNumbers(settings, plan)
            let kind = kind ?? (key.contains("@") ? .sender : numbers.number(key) != nil ? .number : .user)
            // Which copy is read, is no news here.
            var quiet = program.logger
            quiet.logLevel = .error
            var report = DirectoryLookupReport(key: key, kind: kind.rawValue, answers: [])
            for source in settings.sources {
                var settings = settings
                (settings.source, settings.unavailable) = (source, .wait)
                let access: DirectoryAccess
                do throws(ConfigurationError) {
                    access = try DirectoryAccess(settings, plan, spool: client, rest: .zero, logger: quiet)
                } catch {
                    throw error.exit(of: "faxctl")
                }
                report.answers.append(await answer(access.people, source, kind, numbers, settings))
            }
            access.show(report, report.text)
            guard report.answers.first?.people.count == 1 || kind == .group && report.answers.first?.trouble == nil
            else {
                throw ExitCode(1)
            }
        }
    }

    private func answer(
        _ people: PeopleDirectory, _ source: DirectorySettings.Source, _ kind: Kind, _ numbers: DirectoryNumbers,
        _ settings: DirectorySettings
    ) async -> DirectoryLookupReport.Answer {
        var answer = DirectoryLookupReport.Answer(source: source.rawValue, asked: "", people: [])
        let directoryKey: DirectoryKey
        switch kind {
        case .sender:
            (directoryKey, answer.asked) = (.sender(key), settings.filter.text)
        case .recipient:
            (directoryKey, answer.asked) = (.recipient(key), settings.recipientFilter.text)
        case .user: (directoryKey, answer.asked) = (.user(key), settings.userFilter.text)
        case .name: (directoryKey, answer.asked) = (.name(key), settings.nameFilter.text)
        case .number:
            guard let number = numbers.number(key) else {
                answer.trouble = "'\(key)' is no number that can be understood (section dialling)."
                return answer
            }
            let attributes = settings.attributes.facsimile.map(\.text).joined(separator: ", ")
            (directoryKey, answer.asked) = (
                .number(number), settings.numberFilter?.text ?? "\(number) in \(attributes), however it is written"
            )
        case .group:
            answer.asked = settings.groupFilter.text
            do throws(Failure) {
                answer.take(try await people.group(key))
            } catch {
                answer.trouble = error.sentence
            }
            return answer
        }
        do throws(Failure) {
            switch try await people.person(directoryKey) {
            case .found(let person):
                answer.people = [person]
                if kind == .sender || kind == .user { answer.check(person, settings.permissions, numbers.plan) }
            case .unknown: answer.trouble = Self.nobody(directoryKey, source, settings)
            case .several: answer.trouble = "Several have it, so it is not clear who is meant: nobody is taken."
            }
        } catch {
            answer.trouble = error.sentence
        }
        return answer
    }
}

extension DirectoryLookupCommand {
    /// That nobody is found, and why perhaps.
    private static func nobody(
        _ key: DirectoryKey, _ source: DirectorySettings.Source, _ settings: DirectorySettings
    ) -> String {
        guard case .number = key, source == .online, settings.isNumberSearchDoubtful else { return "Nobody has it." }
        return """
            Nobody has it, as far as this server can tell: OpenLDAP can't search facsimileTelephoneNumber (RFC 4519 section 2.10 gives it \
            no matching rule), and finds nobody by it. Look numbers up in a copy (directory.copy), or name an attribute that can be \
            searched in directory.number-filter.
            """
    }
}

extension DirectoryLookupReport.Answer {
    /// Says what is wrong with what stands of somebody's permissions.
    fileprivate mutating func check(
        _ person: DirectoryPerson, _ settings: DirectoryPermissionSettings?, _ plan: NumberPlan
    ) {
        do throws(Failure) {
            _ = try PermissionReader(settings, plan).permissions(person.permissions, in: person.place)
        } catch {
            problem = "A mail of this sender is answered: \(error.sentence)"
        }
    }

    /// Takes what a look-up of a group has brought.
    fileprivate mutating func take(_ finding: DirectoryGroupFinding) {
        switch finding {
        case .found(let group):
            people = group.members
            place = group.place
            let count = "\(group.members.count.counting("member")), those of groups within it among them"
            let missing =
                group.missing.isEmpty
                ? "" : "; the directory has no entry, or several, of \(group.missing.joined(separator: ", "))"
            summary = "\(count)\(missing)."
        case .unknown: trouble = "No group is called so, nor has this mail address."
        case .several: trouble = "More than one group is called so: none is taken."
        case .tooLarge(let limit):
            trouble = "It has more than \(limit) members (directory.groups.maximum-members): nothing is faxed to it."
        }
    }
}

extension DirectorySettings {
    /// Who can be asked, the one that counts first.
    fileprivate var sources: [Source] {
        guard copy != nil else { return [.online] }
        return source == .online ? [.online, .copy] : [.copy, .online]
    }
}

/// What `faxctl directory lookup` says.
struct DirectoryLookupReport: Encodable {
    /// What one of the sources says.
    struct Answer: Encodable {
        /// `online` or `copy`.
        var source: String
        /// By what was searched.
        var asked: String
        /// Who was found; of a group all members.
        var people: [DirectoryPerson]
        /// Where the group stands; `nil` where none was looked up, or found.
        var place: String?
        /// Of a group, how many are in it, and who is missing.
        var summary: String?
        /// What is wrong with the entry, so that nothing of this sender is faxed.
        var problem: String?
        /// Why nobody was found.
        var trouble: String?
    }

    /// What was looked up.
    var key: String
    /// What it was taken for.
    var kind: String
    /// The answers, the one that counts first.
    var answers: [Answer]

    /// What an operator reads.
    var text: String {
        answers.enumerated().map { index, answer in
            var lines = ["\(answer.source)\(index == 0 ? " (counts)" : ""): \(kind) by \(answer.asked)"]
            if let place = answer.place { lines.append("  in \(place)") }
            if let summary = answer.summary { lines.append("  \(summary)") }
            for person in answer.people {
                lines += person.lines.map { "  \($0)" }
                if answer.place != nil, person.numbers.isEmpty {
                    lines.append("    no fax number: nothing is faxed to this member")
                }
            }
            if let problem = answer.problem { lines.append("  \(problem)") }
            if let trouble = answer.trouble { lines.append("  \(trouble)") }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

extension DirectoryPerson {
    /// What is known of him, a line each.
    fileprivate var lines: [String] {
        let known: [(String, String?)] = [
            ("name", party.name), ("company", party.company), ("department", party.department),
            ("location", party.location),
            ("address", party.address?.replacing("\n", with: ", ")), ("telephone", party.telephone),
            ("fax", numbers.isEmpty ? nil : numbers.joined(separator: ", ")), ("mail", party.mail),
            ("station id", wishes.stationID), ("billing code", wishes.billingCode),
            ("cover template", wishes.coverTemplate),
            ("language", wishes.language), ("resolution", wishes.resolution?.rawValue),
            ("notify", wishes.notify?.words),
            ("dialled number", wishes.dialledNumber), ("do not fax", wishes.doNotFax ? "yes" : nil),
            ("may fax to", permitted(.numbers)), ("may use the fields", permitted(.fields)),
            ("may name the groups of lines", permitted(.lineGroups)),
            ("highest priority", permitted(.highestPriority)),
        ]
        return ["in \(place)"] + known.compactMap { name, value in value.map { "  \(name): \($0)" } }
    }

    private func permitted(_ permission: SenderPermission) -> String? {
        permissions[permission].map { $0.map { $0.singleLine() }.joined(separator: ", ") }
    }
}
