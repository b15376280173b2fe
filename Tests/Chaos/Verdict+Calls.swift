import FaxModel
import Foundation
import Pipeline
import TestSupport

extension Verdict {
    /// Every call was on disk before it was dialled; a call brings the pages of one job, in their order.
    mutating func judgeCalls() {
        let attempts = Dictionary(grouping: evidence.histories, by: { $0.job.number?.digits ?? "" })
            .mapValues { $0.flatMap(\.attempts) }
        for (number, calls) in Dictionary(grouping: evidence.calls, by: \.number) {
            let known = attempts[number] ?? []
            if calls.count > known.count {
                add("\(calls.count) calls were made, and \(known.count) are known", number: number)
            }
            for (outcome, end) in [
                (CallOutcome.busy, CallRecord.End.Kind.busy), (.noAnswer, .noAnswer), (.noCarrier, .noCarrier),
            ] {
                let told = known.filter { $0.outcome == outcome }.count
                let real = calls.filter { $0.end?.kind == end }.count
                if told > real {
                    add("\(told) calls are said to have ended as \(outcome.rawValue), and \(real) did", number: number)
                }
            }
            for call in calls {
                let pages = call.confirmations.map(\.page)
                guard let first = pages.first else { continue }
                let isInOrder = zip(pages, pages.dropFirst()).allSatisfy { one, next in
                    one?.mail == next?.mail && (one?.page ?? 0) + 1 == next?.page
                }
                let isMeant = evidence.plan.mails.contains { $0.index == first?.mail && $0.numbers.contains(number) }
                if !isMeant || !isInOrder { add("\(call): pages that are not one job's, in order", number: number) }
            }
        }
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
            var excuses: [String] = []
            for (index, (call, confirmation)) in confirmations.enumerated() {
                let next =
                    confirmations.indices.contains(index + 1) ? confirmations[index + 1].call.began : .distantFuture
                if let excuse = excuse(confirmation, of: call, before: next) { excuses.append(excuse) }
            }
            guard excuses.count >= excess else {
                add(
                    "page \(key.page.page) of mail \(key.page.mail) was confirmed \(excess) times more than is known",
                    job: known[key]?.first, number: key.number)
                continue
            }
            for excuse in excuses.prefix(excess) { repeatedPages[excuse, default: 0] += 1 }
        }
    }

    /// Why a page of `call` may have come again in a call that was made at `next`: the program at the near end died, or
    /// lost its lease, before its checkpoint was on disk. `nil` when it did not.
    private func excuse(_ confirmation: CallRecord.Confirmation, of call: CallRecord, before next: Date) -> String? {
        let (time, moment) = (confirmation.time, Self.moment)
        // A call goes on when the checkpoint is on disk, or when it can't wait any longer.
        if let wentOn = confirmation.wentOn, wentOn.timeIntervalSince(time) < Self.patience { return nil }
        let disturbances = evidence.disturbances.filter { $0.began <= next }
        let outages = disturbances.filter { $0.victim.program == .spool }
        let own = disturbances.filter {
            $0.victim.program == .faxout && call.line.hasPrefix(ChaosRun.lineName($0.victim.copy))
        }
        for disturbance in own {
            switch disturbance.kind {
            case .killed:
                if disturbance.covers(time, before: moment, after: 0) { return "faxout killed" }
                // The checkpoint waited for the spool until the program died.
                let isWaiting = outages.contains { outage in
                    outage.covers(time, before: moment, after: moment)
                        && outage.covers(disturbance.began, before: 0, after: moment)
                }
                if time < disturbance.began, isWaiting { return "faxout killed while the spool was away" }
            case .stopped:
                // A stop that is much shorter than the lease does not lose it.
                let isLong = disturbance.ended.timeIntervalSince(disturbance.began) > 0.7 * Double(ChaosRun.lease)
                if isLong, disturbance.covers(time, before: moment, after: moment) { return "faxout stopped" }
            case .terminated:
                break
            }
        }
        return nil
    }
}
