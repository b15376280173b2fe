import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline

// What an operator wants to know.

extension SpoolEngine {
    /// Answers a query. A record that can't be read fails its own query, not the batch.
    mutating func answer(_ query: Query, _ batch: Batch) throws -> Response {
        do {
            return .answer(try report(query, batch))
        } catch let error as SpoolError {
            throw error
        } catch {
            logger.error("A query can't be answered: \(error)")
            throw SpoolError(.storage, "the store could not be read: \(error)")
        }
    }

    /// Jobs that one answer tells of: while it is made, everybody waits.
    private static var mostAtOnce: Int { 10_000 }
    /// Jobs that one answer looks at, for the same reason.
    private static var examinedAtOnce: Int { 5_000 }

    private mutating func report(_ query: Query, _ batch: Batch) throws -> [UInt8] {
        let transaction = batch.transaction
        switch query {
        case .queue:
            return ReportCoding.encode(try queueReport(batch))
        case .jobs(let state, let limit):
            let limit = min(limit, Self.mostAtOnce)
            let jobs = try transaction.jobs(state: state, order: nil, limit: limit)
            return ReportCoding.encode(JobList(jobs: jobs, next: jobs.count == limit ? jobs.last?.id : nil))
        case .find(var search):
            search.limit = max(1, min(search.limit, Self.mostAtOnce))
            return ReportCoding.encode(try transaction.find(search, among: Self.examinedAtOnce))
        case .heldJobs(let limit):
            let held = queue.controls.filter { $0.value.isHeld }.keys.sorted {
                ($1.order, $0.number) < ($0.order, $1.number)
            }
            return ReportCoding.encode(
                JobList(jobs: try held.prefix(min(limit, Self.mostAtOnce)).compactMap(transaction.job)))
        case .order(let order):
            let jobs = try transaction.jobs(state: nil, order: order, limit: Int(Int32.max))
            guard !jobs.isEmpty else { throw SpoolError(.unknown, "there is no order \(order)") }
            return ReportCoding.encode(JobList(jobs: jobs))
        case .job(let id):
            guard var history = try transaction.history(of: id) else {
                throw SpoolError(.unknown, "there is no job \(id)")
            }
            history.tasks = []
            for task in try transaction.tasks(ofJob: id) {
                let obstruction = obstruction(of: task.record, batch.now.wall)
                history.tasks.append(JobHistory.LiveTask(task.record, waitsFor: obstruction))
            }
            return ReportCoding.encode(history)
        case .call(let id):
            guard let call = try transaction.call(id) else {
                throw SpoolError(.unknown, "nothing is kept of call \(id): such calls are not kept, or no longer")
            }
            return ReportCoding.encode(call)
        case .pages(let account, let since):
            return ReportCoding.encode(PageCount(pages: try transaction.pages(of: account, since: since)))
        case .publication(let name):
            guard let publication = try transaction.publication(name) else {
                throw SpoolError(.unknown, "no document is called '\(name)'")
            }
            return ReportCoding.encode(publication)
        case .lines:
            return ReportCoding.encode(LineList(lines: workers.lines))
        case .numbers:
            return ReportCoding.encode(queue.numbers.list(now: batch.now.wall))
        case .accounts(let since, let until, let after, let limit):
            return ReportCoding.encode(
                Accounts(
                    entries: try transaction.accounts(
                        since: since, until: until, after: after, limit: min(limit, Self.mostAtOnce))))
        }
    }

    /// What keeps a task from being given out that could be otherwise, for the operator.
    private mutating func obstruction(of record: TaskRecord, _ now: Date) -> String? {
        switch (record.state, record.gate) {
        case (.blocked, .number(let number)?):
            return "the end of another call to \(number), or the time to dial it again"
        case (.blocked, .sender?): return "the end of another call of its sender"
        case (.ready, _):
            if let pause = queue.pauses.first(where: { $0.stops(record.station) }) {
                return "faxctl resume \(pause.argument)"
            }
            guard queue.groups.isOpen(record.taskClass, at: now) else { return "the hours of its group" }
            return absence(at: record.station)
        case (.delayed, _): return absence(at: record.station)
        case (.blocked, nil), (.leased, _), (.held, _), (.failed, _), (.corrupt, _): return nil
        }
    }

    /// Who is missing where nobody can take a task: no program has said that it works there, or no line can be used; `nil` where one can.
    private func absence(at station: Station) -> String? {
        guard !workers.serves(station) else { return lack(at: station) }
        return station.stage == .faxout
            ? "a line: none of group \(station.lane) has been reported by a faxout"
            : "a worker: no \(station.stage) has said that it works in lane \(station.lane)"
    }

    /// What the lines of a group lack, none of which can be used; `nil` where one can.
    private func lack(at station: Station) -> String? {
        guard station.stage == .faxout, workers.isOutOfService(station.lane) else { return nil }
        let states = workers.lines.filter { $0.group == station.lane }.map { line in
            line.state == .paused
                ? "\(line.name) is paused" : "\(line.name) rests (\(line.reason ?? "its modem can't be used"))"
        }
        return "a line of group \(station.lane) in service: \(states.joined(separator: "; "))"
    }

    private mutating func queueReport(_ batch: Batch) throws -> QueueReport {
        QueueReport(
            depths: try queue.depths.stations.map { station, counts in
                var depth = QueueReport.Depth(stage: station.stage, lane: station.lane)
                depth.ready = counts[.ready]
                depth.delayed = counts[.delayed]
                depth.blocked = counts[.blocked]
                depth.held = counts[.held]
                depth.leased = counts[.leased]
                depth.failed = counts[.failed]
                depth.corrupt = counts[.corrupt]
                depth.isPaused = queue.isPaused(station)
                depth.isClosed = Priority.allCases.allSatisfy {
                    !queue.groups.isOpen(TaskClass(station: station, priority: $0), at: batch.now.wall)
                }
                depth.isUnserved =
                    depth.ready + depth.delayed + depth.blocked > 0 && absence(at: station) != nil
                if depth.ready > 0 {
                    var line = WaitingLine(station: station, priorities: Priority.allCases, ageing: ageing)
                    depth.waitingSince = try line.next(wanted: 1, batch.transaction)?.record.due
                }
                return depth
            }, pauses: queue.pauses.map(\.argument).sorted(), limits: intakeLimits(batch.now))
    }
}

extension JobHistory.LiveTask {
    /// A task as the history shows it.
    init(_ record: TaskRecord, waitsFor obstruction: String? = nil) {
        let isDelayed = record.state == .delayed
        self.init(
            stage: record.stage, lane: record.lane, state: "\(record.state)", notBefore: isDelayed ? record.due : nil,
            retries: record.retries, troubles: record.troubles, losses: record.losses, reason: record.reason,
            priority: record.priority, expires: record.expires, waitsFor: obstruction)
    }
}
