public import FaxModel
public import LDAP
public import LDAPGrammar

/// A question to a directory, or to a copy of it.
public struct EntryQuestion: Hashable, Sendable {
    /// Which entries are meant.
    public enum Subject: Hashable, Sendable {
        /// Those that the filter means.
        case filter(LDAPFilter)
        /// Those that have this fax number, however they write it.
        case number(FaxNumber)
        /// The base itself.
        case entry
    }

    /// Which entries are meant.
    public var subject: Subject
    /// The DN below which they are.
    public var base: String

    /// The entries of `subject` below `base`.
    public init(_ subject: Subject, base: String) {
        self.subject = subject
        self.base = base
    }
}

/// Where entries are: the directory itself, or a copy of it.
public protocol EntrySource: Sendable {
    /// What it is called in histories, to follow "in": `the directory`.
    var name: String { get }

    /// The entries of each question, with these attributes.
    ///
    /// - Parameter limit: how many of each are of use. Where there are more, at least one more than that is returned.
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func entries(
        _ questions: Set<EntryQuestion>, _ attributes: [LDAPAttribute], limit: Int
    ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]]
}

extension EntrySource {
    /// The entries of one question.
    func entries(
        _ question: EntryQuestion, _ attributes: [LDAPAttribute], limit: Int
    ) async throws(Failure) -> [LDAPEntry] {
        try await entries([question], attributes, limit: limit)[question] ?? []
    }
}
