import FaxModel
import Foundation
import Pipeline

extension SpoolEngine {
    /// Answers what an operator asks.
    mutating func answer(
        _ query: Query, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws -> Response {
        switch query {
        case .queue:
            return .answer(ReportCoding.encode(try queueReport(transaction, now)))
        case .jobs(let state, let limit):
            return .answer(
                ReportCoding.encode(JobList(jobs: try transaction.jobs(state: state, order: nil, limit: limit))))
        case .order(let order):
            let jobs = try transaction.jobs(state: nil, order: order, limit: Int(Int32.max))
            guard !jobs.isEmpty else { return .refused(SpoolError(.unknown, "there is no order \(order)")) }
            return .answer(ReportCoding.encode(JobList(jobs: jobs)))
        case .job(let id):
            guard let history = try transaction.history(of: id, now: now.wall) else {
                return .refused(SpoolError(.unknown, "there is no job \(id)"))
            }
            return .answer(ReportCoding.encode(history))
        case .retry(let job):
            if let job, try transaction.history(of: job, now: now.wall) == nil {
                return .refused(SpoolError(.unknown, "there is no job \(job)"))
            }
            return .answer(ReportCoding.encode(try restore(job, transaction, now, &effects)))
        }
    }

    private func queueReport(_ transaction: any SpoolTransaction, _ now: Moment) throws -> QueueReport {
        let depths = try transaction.depths(now: now.wall)
        let complete = Stage.allCases.flatMap { stage in
            let lanes = depths.filter { $0.stage == stage }
            return lanes.isEmpty ? [QueueReport.Depth(stage: stage, lane: .default)] : lanes
        }
        return QueueReport(depths: complete)
    }

    private mutating func restore(
        _ job: JobID?, _ transaction: any SpoolTransaction, _ now: Moment, _ effects: inout Effects
    ) throws -> Moved {
        let places = try transaction.restore(job: job, at: now.wall)
        for place in places {
            agenda.taskReady(at: place.station, from: now.wall, now: now.wall)
            let jobs =
                try place.job.map { [$0] }
                ?? transaction.jobs(
                    state: .setAside, order: place.order, limit: Int(Int32.max)
                ).map(\.id)
            for job in jobs {
                let update = JobUpdate(
                    job: job, state: JobState(waitingFor: place.stage),
                    event: "put back at \(place.stage) by the operator")
                try transaction.apply(update, stage: nil, at: now.wall)
                effects.events.append(.job(job, update.state, update.event, at: now.wall))
            }
        }
        return Moved(tasks: places.count)
    }
}

extension JobState {
    /// The state of a job whose task waits for `stage`; `nil` for `deliver`, whose jobs have ended.
    init?(waitingFor stage: Stage) {
        switch stage {
        case .enrich: self = .accepted
        case .render: self = .enriched
        case .faxout: self = .rendered
        case .deliver: return nil
        }
    }
}
