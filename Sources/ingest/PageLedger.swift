import FaxModel
import FaxPolicy
import Foundation
import Pipeline

/// Where it is known how many pages were put to an account.
protocol PageSource: Sendable {
    /// The pages of faxes accepted from `since` on, those under way included.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func pages(of account: String, since: Date) async throws(Failure) -> Int
}

/// The spool knows.
struct SpoolPages: PageSource {
    private let client: SpoolClient
    private let timeout: Duration

    /// Asks by `client`, and waits as long as `timeout`.
    init(_ client: SpoolClient, timeout: Duration) {
        self.client = client
        self.timeout = timeout
    }

    func pages(of account: String, since: Date) async throws(Failure) -> Int {
        do {
            return try await client.query(
                .pages(account: account, since: since), as: PageCount.self, timeout: timeout
            ).pages
        } catch {
            throw Failure(EnhancedStatusCode(4, 3, 0), "The pages of today can't be counted: \(error)")
        }
    }
}

/// Holds senders to their pages a day.
///
/// What the spool has said counts for a moment, and each recipient that is accepted meanwhile as one page more: the spool is not
/// asked for each recipient of a broadcast. A fax whose pages are not made yet counts as one, so a burst may go beyond what is left.
actor PageLedger {
    private struct Entry {
        var pages: Int
        var accepted = 0
        var day: Date
        var until: Date
    }

    /// How long an answer counts.
    private static let moment: TimeInterval = 2
    /// Accounts that are kept.
    private static let capacity = 10_000

    private let source: any PageSource
    private let calendar: Calendar
    private let clock: @Sendable () -> Date
    private var entries: [String: Entry] = [:]

    /// A ledger over what `source` knows; a day is one in `timeZone`.
    init(_ source: any PageSource, timeZone: TimeZone, clock: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
        self.clock = clock
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// Whether faxes may be put to an account.
    enum Answer: Hashable, Sendable {
        /// They are.
        case admitted
        /// Not today.
        case usedUp
        /// On no day: there are more of them than pages of a day.
        case tooMany
    }

    /// Puts one more fax for each of `count` recipients to the account of `quota`, if that may be: all of them, or none.
    ///
    /// - Parameters:
    ///   - inMail: recipients of the same mail that were put to it before.
    ///   - isWhole: whether those go together with these: all get a fax, or none does.
    func admit(_ quota: PageQuota, count: Int, inMail: Int, isWhole: Bool = false) async throws(Failure) -> Answer {
        guard count + (isWhole ? inMail : 0) <= quota.pages else { return .tooMany }
        let now = clock()
        let day = calendar.startOfDay(for: now)
        if entry(quota.account, day, now) == nil {
            let pages = try await source.pages(of: quota.account, since: day)
            // Somebody else may have asked meanwhile, and his answer may have been counted on.
            if entry(quota.account, day, now) == nil { keep(pages, quota.account, day, now) }
        }
        guard var entry = entries[quota.account] else { preconditionFailure("an entry was kept just now") }
        guard entry.pages + max(entry.accepted, inMail) + count <= quota.pages else { return .usedUp }
        entry.accepted += count
        entries[quota.account] = entry
        return .admitted
    }

    private func entry(_ account: String, _ day: Date, _ now: Date) -> Entry? {
        entries[account].flatMap { $0.until > now && $0.day == day ? $0 : nil }
    }

    private func keep(_ pages: Int, _ account: String, _ day: Date, _ now: Date) {
        if entries.count >= Self.capacity { entries = entries.filter { $0.value.until > now } }
        if entries.count >= Self.capacity { entries = [:] }
        entries[account] = Entry(pages: pages, day: day, until: now.addingTimeInterval(Self.moment))
    }
}
