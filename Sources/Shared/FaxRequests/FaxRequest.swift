public import FaxModel
public import Foundation

/// What a mail's header fields ask for.
public struct FaxRequest: Sendable {
    /// By what fields are read.
    public struct Rules: Hashable, Sendable {
        /// The names that applications use besides ours.
        public var names: FieldNames
        /// The fields that the sender may use.
        public var permissions: FieldPermissions
        /// The groups of lines that there are.
        public var lineGroups: Set<Lane>
        /// The cover templates that there are.
        public var coverTemplates: Set<String>
        /// What holds where the mail asks for nothing else.
        public var defaults = FaxOptions()
        /// Whether a password may be sealed: in a mail that we have stored, and in none that somebody brings. Whoever has seen another
        /// one's sealed password could else send it to a machine of his own, and have it opened.
        public var takesSealed: Bool

        /// Rules; every field, by our names, and no sealed password, by default.
        public init(
            names: FieldNames = FieldNames(), permissions: FieldPermissions = .all,
            lineGroups: Set<Lane> = [.default], coverTemplates: Set<String> = [], takesSealed: Bool = false
        ) {
            self.takesSealed = takesSealed
            self.names = names
            self.permissions = permissions
            self.lineGroups = lineGroups
            self.coverTemplates = coverTemplates
        }
    }

    /// What was understood so far, and what it takes to understand more.
    struct Draft {
        /// The name by which the field was written that is read.
        var name = ""
        var options: FaxOptions
        var recipients: [RequestedRecipient] = []
        let now: Date
        let lineGroups: Set<Lane>
        let coverTemplates: Set<String>
        let takesSealed: Bool
    }

    /// What was understood; the defaults where nothing was asked for.
    public let options: FaxOptions
    /// The numbers that the header lists, in their order.
    public let recipients: [RequestedRecipient]
    /// What was not understood.
    public let problems: [FieldProblem]

    /// Reads the fields that are for us, whatever their case.
    ///
    /// - Parameters:
    ///   - fields: all fields of the mail, decoded and unfolded.
    ///   - now: when the mail came: times may be given from then on.
    public init(_ fields: some Sequence<(name: String, value: String)>, by rules: Rules, now: Date) {
        var draft = Draft(
            options: rules.defaults, now: now, lineGroups: rules.lineGroups, coverTemplates: rules.coverTemplates,
            takesSealed: rules.takesSealed)
        var problems: [FieldProblem] = []
        var seen: Set<String> = []
        for written in fields where rules.names.covers(written.name) {
            let (name, value) = rules.names.translated(written.name, written.value)
            guard let field = RequestField.named(name) else {
                if let reason = HylaFAXParameters.reason(name) {
                    problems.append(.foreign(written.name, written.value, reason))
                    continue
                }
                // What nobody reads need not be looked for.
                let isRead = problems.count < Self.longestList
                let told = isRead ? rules.names.tellable(written.name) : written.name
                let nearest = isRead ? RequestField.nearest(to: told) : nil
                // It may be a password, under a name that was mistyped.
                let isTold = isRead && nearest?.isSecret != true
                problems.append(.unknown(told, isTold ? written.value : nil, nearest: nearest?.name))
                continue
            }
            let title = Self.title(of: field, writtenAs: written.name)
            guard rules.permissions.allows(field.name) else {
                problems.append(.forbidden(title))
                continue
            }
            guard seen.insert(field.name).inserted || field.isRepeatable else {
                problems.append(.repeated(title, field.isSecret ? nil : written.value))
                continue
            }
            draft.name = written.name
            do throws(BadValue) {
                try field.take(value, &draft)
            } catch {
                problems.append(
                    .badValue(
                        field, title, field.isSecret ? nil : written.value, error.expectation ?? field.expectation))
            }
        }
        if let problem = draft.contradiction {
            draft.options.expires = nil
            problems.append(problem)
        }
        // Where senders are only warned, it is kept all the same: the fax is over before it begins, as they wanted.
        if let end = draft.options.expires, end <= now {
            problems.append(
                FieldProblem(
                    .contradiction, "X-Fax-Expires is no later than the mail itself: the fax could never be sent."))
        }
        options = draft.options
        recipients = draft.recipients
        self.problems = problems
    }

    /// The field's name, after the one by which it was written, where that is another one.
    private static func title(of field: RequestField, writtenAs name: String) -> String {
        field.name.lowercased() == name.lowercased() ? field.name : "\(name.singleLine(limit: 80)) (\(field.name))"
    }
}

extension FaxRequest {
    /// Why the mail is not faxed; `nil` when everything was understood and may be asked for.
    public var failure: Failure? { Self.failure(problems) }

    /// Why the mail is not faxed although its sender is only warned of what is not understood; `nil` when it is faxed.
    public var fatalFailure: Failure? { Self.failure(problems.filter(\.kind.isFatal)) }

    /// What was not understood, for somebody who is to be told: as many sentences as anybody reads.
    public var warnings: [String] { Self.shown(problems) }

    private static func failure(_ problems: [FieldProblem]) -> Failure? {
        guard !problems.isEmpty else { return nil }
        // RFC 3463 §3.8: delivery not authorised; §3.7: other or undefined media error.
        let isForbidden = problems.contains { $0.kind == .forbidden }
        let status = isForbidden ? EnhancedStatusCode(5, 7, 1) : EnhancedStatusCode(5, 6, 0)
        return Failure(status, "The mail was not faxed. \(shown(problems).joined(separator: " "))")
    }

    private static func shown(_ problems: [FieldProblem]) -> [String] {
        let rest = problems.count - longestList
        return problems.prefix(longestList).map(\.sentence) + (rest > 0 ? ["And \(rest) more."] : [])
    }

    /// Sentences about mistakes that are told at once.
    fileprivate static let longestList = 10
}

extension FaxRequest.Draft {
    /// What of it can't be followed together.
    fileprivate var contradiction: FieldProblem? {
        guard let end = options.expires, end <= options.notBefore ?? .distantPast else { return nil }
        return FieldProblem(
            .contradiction, "X-Fax-Expires is no later than X-Fax-Not-Before: the fax could never be sent.")
    }
}

extension FieldProblem {
    fileprivate static func unknown(_ name: String, _ value: String?, nearest: String?) -> FieldProblem {
        let nearest = nearest.map { "; the nearest that is known is \($0)" } ?? ""
        let value = value.map { "value \(quoted($0))" } ?? "its value is not repeated here"
        return FieldProblem(.unknown, "The field \(quoted(name)) (\(value)) is unknown\(nearest).")
    }

    fileprivate static func foreign(_ name: String, _ value: String, _ reason: String) -> FieldProblem {
        FieldProblem(
            .unknown, "The field \(quoted(name)) (value \(quoted(value))) of HylaFAX has no meaning here: \(reason).")
    }

    fileprivate static func forbidden(_ title: String) -> FieldProblem {
        FieldProblem(.forbidden, "The field \(title) may not be used by this sender.")
    }

    fileprivate static func repeated(_ title: String, _ value: String?) -> FieldProblem {
        let second = value.map { "; its second value is \(quoted($0))" } ?? ""
        return FieldProblem(.repeated, "The field \(title) stands twice\(second).")
    }

    fileprivate static func badValue(
        _ field: RequestField, _ title: String, _ value: String?, _ expectation: String
    ) -> FieldProblem {
        let value = value.map { "has the value \(quoted($0))" } ?? "has a value that is not repeated here"
        return FieldProblem(
            field.name == RequestField.number ? .badRecipient : .badValue,
            "The field \(title) \(value); expected \(expectation).")
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.singleLine(limit: 80))'"
    }
}
