import Dialling
import Directory
import FaxModel
import FaxPolicy
import Foundation
import Pipeline

extension OrderMaker {
    /// The order for `render`: one task for all recipients, or one for each where the directory has several resolutions for them; and word
    /// for those who get no fax.
    ///
    /// - Parameter options: what is asked for where nothing but the directory says which resolution.
    func ordered(
        _ order: Order, _ people: [JobID: DirectoryPerson], _ permissions: SenderPermissions, event: String, now: Date,
        options: (Resolution) -> FaxOptions
    ) -> Completion {
        var completion = Completion(.done)
        var jobs: [FaxOptions: [Job]] = [:]
        for job in order.jobs {
            var job = job
            var jobEvent = event
            do throws(Failure) {
                if let person = people[job.id] {
                    jobEvent += " The recipient was found in \(person.place)."
                    try numbers.apply(person.wishes, to: &job, of: order.mail, &jobEvent)
                }
                try permissions.check(job.number, numbers.policy.plan)
                if job.terms?.lineGroup == nil, let group = order.options.lineGroup { try permissions.check(group) }
                chooseLines(for: &job, order.options)
                try checkBlocked(job)
            } catch {
                var single = order
                single.jobs = [job]
                completion.append(.failure(of: single, error, at: now))
                continue
            }
            let options = people[job.id]?.wishes.resolution.map(options) ?? order.options
            jobs[options, default: []].append(job)
            completion.updates.append(update(job, order, options, jobEvent))
        }
        if jobs.count == 1, let (options, jobs) = jobs.first {
            completion.successors.append(task(Self.part(of: order, jobs, options)))
            return completion
        }
        // A task without a job stands for all of its order that are open: of several, each has a job of its own.
        let single = jobs.flatMap { options, jobs in jobs.map { ($0, options) } }
        for (job, options) in single.sorted(by: { $0.0.id.number < $1.0.id.number }) {
            var task = task(Self.part(of: order, [job], options))
            task.job = job.id
            completion.successors.append(task)
        }
        return completion
    }

    private static func part(of order: Order, _ jobs: [Job], _ options: FaxOptions) -> Order {
        var part = order
        part.options = options
        part.jobs = jobs
        // Each part of a broadcast carries its own recipients alone: with everybody's, its parts would grow with the square of them.
        let own = Set(jobs.map(\.id))
        part.mail.recipients.removeAll { !own.contains($0.job) }
        return part
    }

    private func update(_ job: Job, _ order: Order, _ options: FaxOptions, _ event: String) -> JobUpdate {
        JobUpdate(
            job: job.id, state: .enriched, sender: order.mail.sender, recipient: job.recipient.name ?? job.address,
            number: job.number, subject: order.subject, reference: job.reference ?? options.reference,
            billingCode: job.billingCode ?? options.billingCode, documents: ["mail": order.mail.document],
            event:
                "\(event) Lines of group \(Self.groups(job)) will dial \(job.number).\(Self.changes(job, options))"
                + (options.warnings ?? []).map { " Left out: \($0)" }.joined())
    }

    private func task(_ order: Order) -> NewTask {
        // The most urgent of its faxes does not wait for the others.
        let priority = order.jobs.map { order.options.under($0.terms).priority }.min { $0.rank < $1.rank }
        return NewTask(
            stage: .render, priority: priority ?? order.options.priority, order: order.id,
            expires: order.options.expires, payload: order)
    }

    /// Chooses the groups of lines that may dial a job's number.
    private func chooseLines(for job: inout Job, _ options: FaxOptions) {
        let chosen = job.terms?.lineGroup ?? options.lineGroup
        let groups = chosen.map { [$0] } ?? dialPlan.lineGroups(for: job.number)
        job.lineGroup = groups[0]
        job.lineGroups = groups.count > 1 ? groups : nil
    }

    /// - Throws: `Failure` where no fax goes to the job's number.
    private func checkBlocked(_ job: Job) throws(Failure) {
        guard let reason = dialPlan.blocks(job.number) else { return }
        // RFC 3463 §3.8, X.7.1: delivery not authorised.
        throw Failure(EnhancedStatusCode(5, 7, 1), reason)
    }

    /// The groups that may dial, in words.
    private static func groups(_ job: Job) -> String {
        (job.lineGroups ?? [job.lineGroup]).map(\.rawValue).joined(separator: ", or else ")
    }

    /// What the rule changes of what the sender asks for, as sentences with a space before them.
    private static func changes(_ job: Job, _ asked: FaxOptions) -> String {
        guard let terms = job.terms else { return "" }
        let given = asked.under(terms)
        var changes = ""
        if given.priority != asked.priority { changes += " Rule '\(terms.rule)' makes it \(given.priority)." }
        if given.coverPage != asked.coverPage {
            changes +=
                " Rule '\(terms.rule)' \(given.coverPage ? "puts a cover page before it" : "gives it no cover page")."
        }
        return changes
    }
}

extension Completion {
    /// Adds what another one does.
    fileprivate mutating func append(_ other: Completion) {
        updates += other.updates
        successors += other.successors
    }
}
