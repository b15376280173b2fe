import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// What each request does. A request that can't be carried out is refused before it has touched the store.

extension SpoolEngine {
    /// Carries out a request within the batch's transaction.
    ///
    /// - Throws: only when the store fails, which fails the batch.
    mutating func answer(_ incoming: Incoming, _ batch: inout Batch) throws -> Response {
        do {
            switch incoming.request {
            case .failure(let error):
                logger.error("A message was refused: \(error)")
                return .refused(error)
            case .success(.submit(let submission)):
                return try submit(submission, &batch)
            case .success(.ready(let readiness)):
                return try ready(incoming.worker, readiness, &batch)
            case .success(.complete(let lease, let completion)):
                return try complete(lease, completion, &batch)
            case .success(.checkpoint(let checkpoint)):
                return try self.checkpoint(checkpoint, &batch)
            case .success(.write(let piece)):
                return try write(incoming.worker, piece, batch.now)
            case .success(.seal(let name, let digest, let byteCount)):
                return try seal(name, digest, byteCount, batch)
            case .success(.fetch(let digest, let offset, let count)):
                return fetch(digest, offset, count, batch)
            case .success(.query(let query)):
                // Whoever asks sees all that follows from what came before: also the task that tells of jobs that have ended.
                try gatherReports(&batch)
                try fileArrivals(&batch)
                return try answer(query, batch)
            case .success(.publish(let name, let document)):
                return try publish(document, as: name, batch)
            case .success(.command(let command)):
                try fileArrivals(&batch)
                return .answer(ReportCoding.encode(try perform(command, &batch)))
            case .success(.amend(let amendment)):
                try fileArrivals(&batch)
                return try amend(amendment, &batch)
            }
        } catch let error as SpoolError {
            return .refused(error)
        }
    }

    private mutating func submit(_ submission: Submission, _ batch: inout Batch) throws -> Response {
        try check(submission.documents)
        let now = batch.now
        if let known = try batch.transaction.fingerprint(of: submission.order) {
            // The same again: it was stored, and only the answer was lost. Or another one whose id came out the same.
            return known == submission.fingerprint
                ? .accepted : .refused(SpoolError(.taken, "another order has the id \(submission.order)"))
        }
        guard now.wall <= submission.validUntil else {
            return .refused(SpoolError(.late, "order \(submission.order) came after its time"))
        }
        if let duplicates = submission.duplicates,
            let order = try batch.transaction.order(duplicateKey: duplicates.key, since: duplicates.since)
        {
            let event = "The same mail came again, as order \(submission.order). It is not faxed again."
            let jobs = try batch.transaction.jobs(state: nil, order: order, limit: Int(Int32.max))
            try batch.apply(jobs.map { JobUpdate(job: $0.id, event: event) }, stage: nil)
            return .refused(SpoolError(.duplicate, order.description))
        }
        if let obstacle = obstacle(batch) { return .refused(obstacle) }
        try batch.transaction.insertOrder(
            submission.order, fingerprint: submission.fingerprint, duplicateKey: submission.duplicates?.key,
            at: now.wall)
        try store(submission.documents, batch)
        try batch.apply(submission.updates, stage: nil)
        for charge in submission.charges { try batch.transaction.insertCharge(charge) }
        try insert(submission.tasks, of: Flow(sender: submission.sender), limit: nil, &batch)
        return .accepted
    }

    private mutating func ready(
        _ worker: WorkerID, _ readiness: Readiness, _ batch: inout Batch
    ) throws -> Response {
        if workers.update(worker, readiness, now: batch.now.steady),
            queue.choices.contains(where: { workers.isOutOfService($0.lane) })
        {
            queue.nextOffer = min(queue.nextOffer ?? batch.now.wall, batch.now.wall)
        }
        for capacity in readiness.capacities where capacity.tasks > 0 {
            queue.agenda.workerReady(at: Station(stage: readiness.stage, lane: capacity.lane))
        }
        let (lost, dropped) = queue.leases.extend(readiness.held, of: worker, now: batch.now.steady)
        for lease in dropped {
            // The message with the lease did not reach the worker.
            guard let record = queue.leases.record(of: lease) else { continue }
            callEnded(queue.leases.remove(lease.task))
            try putBack(lease.task, from: record, to: record, &batch)
        }
        return .readied(
            WorkerWord(over: lost, unwanted: queue.leases.unwanted(of: worker), pausedLines: queue.pausedLines))
    }

    private mutating func complete(
        _ lease: LeaseReference, _ completion: Completion, _ batch: inout Batch
    ) throws -> Response {
        try check(completion.documents)
        guard let old = queue.leases.record(of: lease) else { return .refused(Self.stale(lease)) }
        callEnded(queue.leases.remove(lease.task))
        try store(completion.documents, batch)
        let refused = try batch.apply(Self.news(of: completion, old), stage: old.stage)
        if let finding = completion.finding, let number = old.destination {
            try note(finding, of: number, batch)
        }
        try carryOut(completion, on: lease.task, from: old, &batch)
        let successors = completion.successors.filter { task in
            task.stage != .deliver || !(task.job.map(refused.contains) ?? false)
        }
        try insert(successors, of: old.flow, limit: old.limit, &batch)
        try liftControls(of: completion.updates.filter { $0.state?.hasEnded == true }.map(\.job), batch)
        return .accepted
    }

    /// What a verdict does to its task.
    private mutating func carryOut(
        _ completion: Completion, on task: TaskID, from old: TaskRecord, _ batch: inout Batch
    ) throws {
        var record = old
        switch completion.verdict {
        case .done:
            try batch.transaction.remove(task)
            queue.depths.count(-1, at: old.station, .leased)
            batch.publish(.done, old)
        case .retry(let due, let failure):
            record.retries += 1
            record.troubles = 0
            record.due = due
            record.reason = failure.sentence
            let isMoved = try takeNextLane(of: &record, failure, batch)
            if record.lane != old.lane { record.turn = try turn(for: record, batch) }
            try delay(task, from: old, to: record, failure, completion, &batch)
            if isMoved { try batch.note("One of group \(record.lane) may dial it at once.", record) }
        case .trouble(let due, let failure):
            record.troubles += 1
            record.due = due
            record.reason = failure.sentence
            try delay(task, from: old, to: record, failure, completion, &batch)
        case .failed(let failure):
            try setAside(
                task, from: old, to: record, as: .failed, reason: failure.description,
                checkpoint: completion.checkpoint, &batch)
        case .corrupt(let failure):
            try setAside(
                task, from: old, to: record, as: .corrupt, reason: failure.description,
                checkpoint: completion.checkpoint, &batch)
        case .released:
            try putBack(task, from: old, to: record, checkpoint: completion.checkpoint, &batch)
        }
    }

    /// A task that was put back waits for its time; the history is told why, once where the reason stays the same.
    private mutating func delay(
        _ task: TaskID, from old: TaskRecord, to record: TaskRecord, _ failure: Failure, _ completion: Completion,
        _ batch: inout Batch
    ) throws {
        if old.reason != record.reason, !completion.updates.contains(where: { $0.event != nil }) {
            try batch.note("\(record.stage) will try again: \(failure)", record)
        }
        try putBack(task, from: old, to: record, checkpoint: completion.checkpoint, &batch)
        batch.publish(.delayed, record)
    }

    /// What the history is told: not for a second time why a task waits that has waited for the same reason before.
    private static func news(of completion: Completion, _ record: TaskRecord) -> [JobUpdate] {
        let isSame =
            switch completion.verdict {
            case .retry(_, let failure), .trouble(_, let failure): failure.sentence == record.reason
            case .done, .failed, .corrupt, .released: false
            }
        guard isSame else { return completion.updates }
        return completion.updates.map { update in
            var update = update
            if update.attempt == nil { update.event = nil }
            return update
        }
    }

    private mutating func note(_ finding: NumberFinding, of number: FaxNumber, _ batch: Batch) throws {
        let before = queue.numbers.records[number]
        let wasBarred = queue.numbers.bar(of: number, now: batch.now.wall) != nil
        let now = queue.numbers.note(finding, of: number, now: batch.now.wall)
        guard now != before else { return }
        try batch.transaction.setNumber(now, of: number)
        if let until = now?.barredUntil, until > batch.now.wall, !wasBarred {
            queue.barred.append(number)
            logger.warning(
                "A number is barred: no fax machine answers there",
                metadata: ["number": "\(number)", "until": "\(until.formatted(.iso8601))"])
        }
    }

    private func checkpoint(_ checkpoint: Checkpoint, _ batch: inout Batch) throws -> Response {
        guard let record = queue.leases.record(of: checkpoint.lease) else {
            return .refused(Self.stale(checkpoint.lease))
        }
        try batch.transaction.setCheckpoint(checkpoint.lease.task, checkpoint.state)
        try batch.apply(checkpoint.updates, stage: record.stage)
        return .accepted
    }

    private static func stale(_ lease: LeaseReference) -> SpoolError {
        SpoolError(.stale, "the lease of task \(lease.task) is over")
    }
}
