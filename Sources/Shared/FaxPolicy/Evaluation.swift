public import FaxModel

/// What the rules say, and how they came to say so.
public struct Evaluation: Hashable, Sendable {
    /// What was found of one rule.
    public struct Step: Hashable, Sendable {
        /// The rule's name.
        public var rule: String
        /// Why it is not the one; `nil` for the one that decides.
        public var mismatch: String?
    }

    /// What comes of it.
    public enum Outcome: Hashable, Sendable {
        /// The fax may go.
        case allowed(Permit)
        /// It may not.
        case refused(Refusal)
        /// That depends on the sender's groups in the directory, which are not known yet.
        case groupsNeeded
        /// That depends on what a trusted front server has written into the mail, which is not there yet.
        case verificationNeeded
    }

    /// The rules that were looked at, in their order; the last one decides, where its mismatch is `nil`.
    public var steps: [Step]
    /// What comes of it.
    public var outcome: Outcome
}

/// Leave to fax.
public struct Permit: Hashable, Sendable {
    /// What the rule demands; `nil` where there are no rules.
    public var terms: FaxTerms?
    /// How much the sender may fax; `nil` for any number of pages.
    public var quota: PageQuota?
}

/// Pages a day, and whose.
public struct PageQuota: Hashable, Sendable {
    /// Pages a day.
    public var pages: Int
    /// Under what they are counted: the rule, and the sender.
    public var account: String

    /// So many pages a day for `account`.
    public init(pages: Int, account: String) {
        self.pages = pages
        self.account = account
    }
}

/// Why a fax may not go.
public struct Refusal: Hashable, Sendable {
    /// The rule; `nil` where none matches, or there are none.
    public var rule: String?
    /// What the operator reads: words without a full stop.
    public var reason: String
    /// What the sender reads: a sentence.
    public var sentence: String
}
