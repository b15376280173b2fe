public import FaxModel
public import Foundation

/// What the spool publishes: news for whoever watches, never for the work itself, which needs no event to go on. Events
/// that nobody listens to are lost.
///
/// On the wire two frames: the topic (`task` or `job`), and the event as JSON with dates in ISO 8601.
public struct SpoolEvent: Codable, Hashable, Sendable {
    /// What happened to a task.
    public enum Move: String, Codable, Sendable {
        case submitted, leased, done, delayed, setAside
    }

    /// When it was committed.
    public var time: Date
    /// The order that it concerns.
    public var order: OrderID
    /// The job that it concerns; `nil` for the whole order.
    public var job: JobID?
    /// For events of tasks: what happened.
    public var move: Move?
    /// For events of tasks: the stage.
    public var stage: Stage?
    /// For events of tasks: the lane.
    public var lane: Lane?
    /// For events of jobs: the new state, if it changed.
    public var state: JobState?
    /// For events of jobs: what happened, as the journal has it.
    public var text: String?

    /// A task moved.
    public static func task(
        _ move: Move, _ stage: Stage, _ lane: Lane, _ order: OrderID, _ job: JobID?, at time: Date
    ) -> SpoolEvent {
        SpoolEvent(time: time, order: order, job: job, move: move, stage: stage, lane: lane)
    }

    /// There is news of a job.
    public static func job(_ job: JobID, _ state: JobState?, _ text: String?, at time: Date) -> SpoolEvent {
        SpoolEvent(time: time, order: job.order, job: job, state: state, text: text)
    }

    /// The message's frames.
    public var frames: [[UInt8]] {
        [Array((move == nil ? "job" : "task").utf8), ReportCoding.encode(self)]
    }

    /// Reads a message's frames.
    ///
    /// - Throws: `WireError` or `DecodingError` when it is no event.
    public static func read(_ frames: [[UInt8]]) throws -> SpoolEvent {
        guard frames.count == 2 else { throw WireError("an event has 2 frames, this has \(frames.count)") }
        return try ReportCoding.decode(SpoolEvent.self, from: frames[1])
    }
}
