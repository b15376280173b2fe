import FaxModel
import Foundation
import Pipeline
import TestSupport

extension Verdict {
    /// The calls to each number that are known, each with how the jobs that went in it say that it ended.
    private var knownCalls: [String: [Set<CallOutcome?>]] {
        Dictionary(grouping: evidence.histories, by: { $0.job.number?.digits ?? "" }).mapValues { histories in
            Dictionary(grouping: histories.flatMap(\.attempts), by: \.call).values.map { Set($0.map(\.outcome)) }
        }
    }

    /// Every call was on disk before it was dialled; a call brings the pages of one job after the other, each in its order.
    mutating func judgeCalls() {
        let all = knownCalls
        let jobs = Dictionary(grouping: evidence.histories, by: { $0.job.number?.digits ?? "" }).mapValues {
            histories in
            Dictionary(grouping: histories.compactMap(\.job.mail), by: \.self).mapValues(\.count)
        }
        for (number, calls) in Dictionary(grouping: evidence.calls, by: \.number) {
            let known = all[number] ?? []
            if calls.count > known.count {
                add("\(calls.count) calls were made, and \(known.count) are known", number: number)
            }
            for (outcome, end) in [
                (CallOutcome.busy, CallRecord.End.Kind.busy), (.noAnswer, .noAnswer), (.noCarrier, .noCarrier),
            ] {
                let told = known.count { $0.contains(outcome) }
                let real = calls.filter { $0.end?.kind == end }.count
                if told > real {
                    add("\(told) calls are said to have ended as \(outcome.rawValue), and \(real) did", number: number)
                }
            }
            for call in calls {
                if !isOfItsJobs(call, jobs[number] ?? [:]) {
                    add("\(call): pages that are not its jobs', each in order", number: number)
                }
                if documents(of: call).count > 1 { sharedCalls += 1 }
            }
        }
    }

    /// The pages of a call, job by job; `nil` is a page that nobody has sent.
    private func documents(of call: CallRecord) -> [[NumberedPage?]] {
        var documents: [[NumberedPage?]] = []
        for page in call.confirmations.map(\.page) {
            if let before = documents.last?.last ?? nil, let page, page.mail == before.mail,
                page.page == before.page + 1
            {
                documents[documents.count - 1].append(page)
            } else {
                documents.append([page])
            }
        }
        return documents
    }

    /// Whether a call brings what it may: for each job to its number, pages in their order, once.
    ///
    /// - Parameter jobs: how many jobs there are of each mail to the number: a mail whose client was not told has come as
    ///   more than one order.
    private func isOfItsJobs(_ call: CallRecord, _ jobs: [Int: Int]) -> Bool {
        var mails: [Int: Int] = [:]
        for document in documents(of: call) {
            guard let page = document[0] else { return false }
            mails[page.mail, default: 0] += 1
        }
        return mails.allSatisfy { mail, count in count <= jobs[mail, default: 0] }
    }

    /// A page's confirmations are those that are known, but for one that was on its way when something died.
    mutating func judgePages() {
        struct Key: Hashable {
            var number: String
            var page: NumberedPage
        }
        var seen: [Key: [(call: CallRecord, confirmation: CallRecord.Confirmation)]] = [:]
        for call in evidence.calls {
            for confirmation in call.confirmations {
                guard let page = confirmation.page else { continue }
                seen[Key(number: call.number, page: page), default: []].append((call, confirmation))
            }
        }
        var known: [Key: [JobID]] = [:]
        for job in evidence.histories.map(\.job) {
            guard let mail = job.mail, let number = job.number?.digits, job.confirmedPages > 0 else { continue }
            for page in 1...job.confirmedPages {
                known[Key(number: number, page: NumberedPage(mail: mail, page: page)), default: []].append(job.id)
            }
        }
        for (key, jobs) in known where (seen[key]?.count ?? 0) < jobs.count {
            add("page \(key.page.page) counts as confirmed, and is not", job: jobs[0], number: key.number)
        }
        for (key, confirmations) in seen {
            let excess = confirmations.count - (known[key]?.count ?? 0)
            guard excess > 0 else { continue }
            let excuses = confirmations.compactMap { excuse($0.confirmation, of: $0.call) }
            guard excuses.count >= excess else {
                add(
                    "page \(key.page.page) of mail \(key.page.mail) was confirmed \(excess) times more than is known",
                    job: known[key]?.first, number: key.number)
                continue
            }
            for excuse in excuses.prefix(excess) {
                add(
                    "a page was confirmed again", unless: excuse, job: known[key]?.first,
                    of: "\(key.number), page \(key.page.page) of mail \(key.page.mail)")
            }
        }
    }

    /// Why a page of `call` may have come again: the program at the near end died, or lost its lease, before its checkpoint was on disk.
    /// `nil` when it did not.
    private func excuse(_ confirmation: CallRecord.Confirmation, of call: CallRecord) -> Excuse? {
        // A call goes on when the checkpoint is on disk, or when it can't wait any longer.
        if let wentOn = confirmation.wentOn, wentOn.timeIntervalSince(confirmation.time) < Self.patience { return nil }
        let copy = call.line.hasPrefix(ChaosRun.lineName(0)) ? 0 : 1
        return timeline.excuse(forPageOf: copy, confirmedAt: confirmation.time, dialledAt: call.began)
    }
}
