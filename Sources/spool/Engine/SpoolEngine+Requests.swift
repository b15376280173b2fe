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
    mutating func answer(
        _ incoming: Incoming, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws -> Response {
        do {
            switch incoming.request {
            case .failure(let error):
                logger.error("A message was refused: \(error)")
                return .refused(error)
            case .success(.submit(let submission)):
                return try submit(submission, transaction, now, &effects)
            case .success(.ready(let readiness)):
                return try ready(incoming.worker, readiness, transaction, now)
            case .success(.complete(let lease, let completion)):
                return try complete(lease, completion, transaction, now, &effects)
            case .success(.checkpoint(let checkpoint)):
                return try self.checkpoint(checkpoint, transaction, now, &effects)
            case .success(.write(let piece)):
                return try write(incoming.worker, piece, now)
            case .success(.seal(let name, let digest, let byteCount)):
                return try documentAnswer { try seal(name, digest, byteCount, transaction, now) }
            case .success(.fetch(let digest, let offset, let count)):
                return try fetch(digest, offset, count, transaction)
            case .success(.query(let query)):
                return try answer(query, transaction, now, &effects)
            }
        } catch let error as SpoolError {
            return .refused(error)
        }
    }

    /// A document's file that can't be written or read fails its own request, not the batch: nothing has touched the
    /// database yet.
    private func documentAnswer(_ body: () throws -> Response) throws -> Response {
        do {
            return try body()
        } catch let error as StoreError {
            logger.error("A document's file failed: \(error)")
            return .refused(SpoolError(.storage, error.description))
        }
    }

    private mutating func write(_ worker: WorkerID, _ piece: UploadPiece, _ now: Moment) throws -> Response {
        // The room that is kept free is for the work in hand: whoever holds a task may use it.
        guard leases.holdsAny(worker) || disk.freeBytes(now: now.steady) >= settings.minimumFreeDisk.bytes else {
            return .refused(SpoolError(.busy, "the spool's disk has too little room left"))
        }
        do {
            try uploads.write(piece, now: now.steady)
            return .accepted
        } catch let error as StoreError {
            logger.error("A document's file failed: \(error)")
            // The mail before may have taken the room that there was a moment ago.
            disk.forget()
            let isFull = disk.freeBytes(now: now.steady) < settings.minimumFreeDisk.bytes
            return .refused(SpoolError(isFull ? .busy : .storage, error.description))
        }
    }

    private func fetch(
        _ digest: DocumentDigest, _ offset: Int, _ count: Int, _ transaction: any SpoolTransaction
    ) throws -> Response {
        do {
            guard let piece = try transaction.read(digest, offset: offset, count: count) else {
                return .refused(SpoolError(.unknown, "there is no document \(digest)"))
            }
            return .content(total: piece.total, bytes: piece.bytes)
        } catch let error as StoreError {
            logger.error("A document's file failed: \(error)")
            return .refused(SpoolError(error.isLoss ? .damaged : .storage, error.description))
        }
    }

    private mutating func submit(
        _ submission: Submission, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws -> Response {
        try check(submission.documents)
        if let known = try transaction.fingerprint(of: submission.order) {
            // The same again: it was stored, and only the answer was lost. Or another one whose id came out the same.
            return known == submission.fingerprint
                ? .accepted : .refused(SpoolError(.taken, "another order has the id \(submission.order)"))
        }
        guard now.wall <= submission.validUntil else {
            return .refused(SpoolError(.late, "order \(submission.order) came after its time"))
        }
        guard depth < settings.maximumDepth else {
            return .refused(SpoolError(.busy, "the queue holds \(depth) tasks, its limit"))
        }
        guard disk.freeBytes(now: now.steady) >= settings.minimumFreeDisk.bytes else {
            return .refused(SpoolError(.busy, "the spool's disk has too little room left"))
        }
        try transaction.insertOrder(submission.order, fingerprint: submission.fingerprint, at: now.wall)
        try store(submission.documents, transaction, now)
        try apply(submission.updates, stage: nil, transaction, now, &effects)
        try insert(submission.tasks, transaction, now, &effects)
        return .accepted
    }

    private mutating func ready(
        _ worker: WorkerID, _ readiness: Readiness, _ transaction: any SpoolTransaction, _ now: Moment
    ) throws -> Response {
        workers.update(worker, readiness, now: now.steady)
        for capacity in readiness.capacities where capacity.tasks > 0 {
            agenda.workerReady(at: Station(stage: readiness.stage, lane: capacity.lane))
        }
        let (lost, dropped) = leases.extend(readiness.held, of: worker, now: now.steady)
        for lease in dropped {
            // The message with the lease did not reach the worker.
            leases.remove(lease.task)
            guard let place = try transaction.place(of: lease) else { continue }
            try transaction.putBack(lease.task, .released)
            agenda.taskReady(at: place.station, from: now.wall, now: now.wall)
        }
        return .readied(lost: lost)
    }

    private mutating func complete(
        _ lease: LeaseReference, _ completion: Completion, _ transaction: any SpoolTransaction, _ now: Moment,
        _ effects: inout Effects
    ) throws -> Response {
        try check(completion.documents)
        guard let place = try transaction.place(of: lease) else { return .refused(Self.stale(lease)) }
        leases.remove(lease.task)
        try store(completion.documents, transaction, now)
        try apply(completion.updates, stage: place.stage, transaction, now, &effects)
        switch completion.verdict {
        case .done:
            try transaction.remove(lease.task)
            depth -= 1
            effects.events.append(.task(.done, place.stage, place.lane, place.order, place.job, at: now.wall))
        case .retry(let due, let failure):
            try transaction.putBack(
                lease.task, .retry(due: due, reason: failure.sentence, checkpoint: completion.checkpoint))
            try delayed(until: due, place, failure, completion, transaction, now, &effects)
        case .trouble(let due, let failure):
            try transaction.putBack(
                lease.task, .trouble(due: due, reason: failure.sentence, checkpoint: completion.checkpoint))
            try delayed(until: due, place, failure, completion, transaction, now, &effects)
        case .failed(let failure):
            try setAside(lease.task, place, as: .failed, reason: failure.description, transaction, now, &effects)
        case .corrupt(let failure):
            try setAside(lease.task, place, as: .corrupt, reason: failure.description, transaction, now, &effects)
        case .released:
            try transaction.putBack(lease.task, .released)
            agenda.taskReady(at: place.station, from: now.wall, now: now.wall)
        }
        try insert(completion.successors, transaction, now, &effects)
        return .accepted
    }

    /// A task that was put back waits for its time; the history is told why.
    private mutating func delayed(
        until due: Date, _ place: TaskPlace, _ failure: Failure, _ completion: Completion,
        _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws {
        agenda.taskReady(at: place.station, from: due, now: now.wall)
        if !completion.updates.contains(where: { $0.event != nil }) {
            try note("\(place.stage) will try again: \(failure)", place, transaction, now, &effects)
        }
        effects.events.append(.task(.delayed, place.stage, place.lane, place.order, place.job, at: now.wall))
    }

    private mutating func checkpoint(
        _ checkpoint: Checkpoint, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws -> Response {
        guard let place = try transaction.place(of: checkpoint.lease) else {
            return .refused(Self.stale(checkpoint.lease))
        }
        try transaction.setCheckpoint(checkpoint.lease.task, checkpoint.state)
        try apply(checkpoint.updates, stage: place.stage, transaction, now, &effects)
        return .accepted
    }

    private mutating func seal(
        _ name: UInt64, _ digest: DocumentDigest, _ byteCount: Int, _ transaction: any SpoolTransaction,
        _ now: Moment
    ) throws -> Response {
        // A repetition of a seal whose answer was lost finds the document in the store.
        if try !transaction.has(digest) {
            let file = try uploads.seal(name, digest: digest, byteCount: byteCount)
            try transaction.adopt(file, digest: digest, byteCount: byteCount, at: now.wall)
        }
        uploads.discard(name)
        return .accepted
    }

    private static func stale(_ lease: LeaseReference) -> SpoolError {
        SpoolError(.stale, "the lease of task \(lease.task) is over")
    }

    private func check(_ documents: [NewDocument]) throws(SpoolError) {
        for document in documents where DocumentDigest(of: document.bytes) != document.digest {
            throw SpoolError(.malformed, "a document is not what its digest \(document.digest) says")
        }
    }

    private func store(_ documents: [NewDocument], _ transaction: any SpoolTransaction, _ now: Moment) throws {
        for document in documents { try transaction.insert(document, at: now.wall) }
    }

    private mutating func insert(
        _ tasks: [NewTask], _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws {
        for task in tasks {
            _ = try transaction.insert(task, at: now.wall)
            let station = Station(stage: task.stage, lane: task.lane)
            agenda.taskReady(at: station, from: task.notBefore ?? now.wall, now: now.wall)
            effects.events.append(.task(.submitted, task.stage, task.lane, task.order, task.job, at: now.wall))
        }
        depth += tasks.count
    }

    private func apply(
        _ updates: [JobUpdate], stage: Stage?, _ transaction: any SpoolTransaction, _ now: Moment,
        _ effects: inout Effects
    ) throws {
        for update in updates {
            try transaction.apply(update, stage: stage, at: now.wall)
            effects.events.append(.job(update.job, update.state, update.event, at: now.wall))
        }
    }

    /// Writes a line into the journal of every job that the task works for.
    func note(
        _ event: String, _ place: TaskPlace, _ transaction: any SpoolTransaction, _ now: Moment,
        _ effects: inout Effects
    ) throws {
        let jobs = try place.job.map { [$0] } ?? transaction.openJobs(of: place.order)
        try apply(jobs.map { JobUpdate(job: $0, event: event) }, stage: nil, transaction, now, &effects)
    }

    /// Keeps a task for the operator. A job that it was to end stays open as set aside; a job that has ended (its
    /// notification could not be sent) stays ended.
    func setAside(
        _ task: TaskID, _ place: TaskPlace, as state: SetAside, reason: String, _ transaction: any SpoolTransaction,
        _ now: Moment, _ effects: inout Effects
    ) throws {
        logger.error(
            "A task is set aside for the operator",
            metadata: ["task": "\(task)", "stage": "\(place.stage)", "order": "\(place.order)", "reason": "\(reason)"])
        try transaction.setAside(task, as: state, reason: reason)
        let event = "set aside for the operator at \(place.stage): \(reason)"
        if place.stage == .deliver {
            if let job = place.job {
                try apply([JobUpdate(job: job, event: event)], stage: nil, transaction, now, &effects)
            }
        } else {
            let jobs = try place.job.map { [$0] } ?? transaction.openJobs(of: place.order)
            let updates = jobs.map { JobUpdate(job: $0, state: .setAside, result: reason, event: event) }
            try apply(updates, stage: nil, transaction, now, &effects)
        }
        effects.events.append(.task(.setAside, place.stage, place.lane, place.order, place.job, at: now.wall))
    }
}
