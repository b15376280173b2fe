import FaxModel
import Foundation
import Pipeline
import TestSupport

extension Verdict {
    /// The counts, and what must not be, in short.
    var summary: String {
        let states = Dictionary(grouping: evidence.histories, by: \.job.state).mapValues(\.count)
        let receipts = evidence.receipts.values
        let pages = evidence.calls.reduce(0) { $0 + $1.confirmations.count }
        let stalled = evidence.stalls.reduce(0) { $0 + $1.duration }
        var lines = [
            "seed \(evidence.plan.seed), \(evidence.receipts.count) mails accepted: \(receipts.reduce(0) { $0 + $1.refusals }) "
                + "tries refused for now, \(receipts.reduce(0) { $0 + $1.breaks }) broken before the end, "
                + "\(receipts.reduce(0) { $0 + $1.unanswered }) broken before the answer, of which \(untoldOrders) became an order",
            "\(evidence.histories.count) jobs: \(Self.list(states.map { ($0.key.rawValue, $0.value) }))",
            "\(evidence.calls.count) calls, \(evidence.calls.filter(\.isCollision).count) of them to a number that another of "
                + "our calls held, \(sharedCalls) for several jobs; \(pages) pages confirmed",
            "\(evidence.notifications.count) notifications",
            "\(evidence.callers.count) calls came in with \(evidence.plan.calls.count) faxes, \(evidence.unanswered) more were not answered; "
                + "\(evidence.callers.reduce(0) { $0 + $1.confirmations.count }) pages confirmed to them, "
                + "\(evidence.callers.filter { !$0.confirmations.isEmpty }.count) calls with such pages; "
                + "\(evidence.arrivals.count) mails with faxes",
            "the machine stood still \(evidence.stalls.count) times, \(String(format: "%.1f", stalled)) s together",
        ]
        if let slowest = evidence.histories.map(\.job).max(by: { $0.duration < $1.duration }) {
            lines.append("the slowest job was \(slowest.id), with \(Int(slowest.duration)) s")
        }
        for kind in Disturbance.Kind.allCases {
            let victims = evidence.disturbances.filter { $0.kind == kind }.map(\.victim.program.rawValue)
            lines.append(
                "\(kind.rawValue): \(Self.list(Dictionary(grouping: victims) { $0 }.map { ($0.key, $0.value.count) }))")
        }
        lines += excuses.sorted { $0.key < $1.key }.map { "\($0.value) × excused: \($0.key)" }
        return
            (lines + [problems.isEmpty ? "Nothing lost, nothing twice, nothing untrue." : "\(problems.count) PROBLEMS"])
            .joined(separator: "\n")
    }

    private static func list(_ counts: [(String, Int)]) -> String {
        counts.isEmpty ? "none" : counts.sorted { $0.0 < $1.0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }

    /// A problem with everything that is known of it: the job's history, what the far end saw of its number, and what was
    /// killed meanwhile.
    func report(_ problem: Problem) -> String {
        var lines = ["PROBLEM \(problem)"]
        let histories = (evidence.histories + evidence.receptions).filter { history in
            history.job.id == problem.job || (problem.job == nil && problem.number == history.job.number?.digits)
        }
        for history in histories { lines.append(String(decoding: ReportCoding.encode(history), as: UTF8.self)) }
        let calls = evidence.calls.filter { $0.number == problem.number }
        let callers = evidence.callers.filter { $0.number == problem.number }
        lines += calls.map(\.description) + callers.map(\.description)
        let times =
            calls.flatMap { [$0.began, $0.end?.time ?? $0.began] }
            + callers.flatMap { [$0.began, $0.end?.time ?? $0.began] }
        guard let first = times.min(), let last = times.max() else { return lines.joined(separator: "\n") }
        let span = first.addingTimeInterval(-5)...last.addingTimeInterval(5)
        lines += evidence.disturbances.filter { span.contains($0.began) || span.contains($0.ended) }.map(\.description)
        lines += evidence.stalls.filter { span.contains($0.began) || span.contains($0.ended) }.map(\.description)
        return lines.joined(separator: "\n")
    }
}

extension JobRecord {
    /// How long it took from its mail to its end, in seconds.
    fileprivate var duration: TimeInterval { updated.timeIntervalSince(created) }
}
