import FaxModel
import Foundation
import Pipeline
import TestSupport

extension Verdict {
    /// Each job's sender was told once, and the truth.
    mutating func judgeNotifications() {
        let told = Dictionary(grouping: evidence.notifications) { $0.field("X-Fax-Job") ?? "" }
        var identifiers: Set<String> = []
        for history in evidence.histories {
            let job = history.job
            let number = job.number?.digits
            guard let messages = told[job.id.description]?.sorted(by: { $0.time < $1.time }) else {
                add("its sender was told nothing", job: job.id, number: number)
                continue
            }
            if !identifiers.insert(messages[0].field("Message-ID") ?? "").inserted {
                add("its notification has the Message-ID of another", job: job.id, number: number)
            }
            let expected = [
                "Message-ID": messages[0].field("Message-ID"), "X-Fax-Result": job.state.rawValue,
                "X-Fax-Confirmed-Pages": "\(job.confirmedPages)", "X-Fax-Attempts": "\(history.attempts.count)",
                "X-Fax-Number": number, "X-Envelope-To": PlannedMail.sender,
                "In-Reply-To": job.mail.map { evidence.plan.mails[$0].messageID },
            ]
            for message in messages {
                for (name, value) in expected where message.field(name) != value {
                    add(
                        "its notification says \(name): \(message.field(name) ?? "nothing"), not \(value ?? "nothing")",
                        job: job.id, number: number)
                }
            }
            for (message, again) in zip(messages, messages.dropFirst()) {
                let excuse = timeline.excuse(forMail: message, again: again)
                add("its sender was told again", unless: excuse, job: job.id, number: number)
            }
        }
        let jobs = Set(evidence.histories.map(\.job.id.description))
        for (job, _) in told where !jobs.contains(job) { add("a sender was told of '\(job)', which is no job") }
    }
}
