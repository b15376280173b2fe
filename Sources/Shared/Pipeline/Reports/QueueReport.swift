public import FaxModel
public import Foundation

/// Answers `Query.queue`: what waits where.
public struct QueueReport: Codable, Hashable, Sendable {
    /// The tasks of one stage and lane.
    public struct Depth: Codable, Hashable, Sendable {
        /// The stage.
        public var stage: Stage
        /// The lane.
        public var lane: Lane
        /// Tasks that may be taken now.
        public var ready: Int
        /// Tasks that wait for their time.
        public var delayed: Int
        /// Tasks that wait until another call to their number, or of their sender, has ended.
        public var blocked: Int
        /// Tasks that the operator holds.
        public var held: Int
        /// Tasks that workers have in hand.
        public var leased: Int
        /// Tasks that can't be done and wait for the operator.
        public var failed: Int
        /// Tasks set aside because they can't be read or their workers died on them.
        public var corrupt: Int
        /// Since when the task that is next in turn has been ready; `nil` when none is.
        public var waitingSince: Date?
        /// Whether the operator has stopped the stage or the lane.
        public var isPaused: Bool
        /// Whether no priority of the group may dial at this hour.
        public var isClosed: Bool
        /// Whether tasks wait here that nobody can take: no program has said that it works here, or all lines of the group are out of service
        /// or paused.
        public var isUnserved: Bool

        /// A stage and lane without tasks.
        public init(stage: Stage, lane: Lane) {
            self.stage = stage
            self.lane = lane
            ready = 0
            delayed = 0
            blocked = 0
            held = 0
            leased = 0
            failed = 0
            corrupt = 0
            isPaused = false
            isClosed = false
            isUnserved = false
        }
    }

    /// The stages in the pipeline's order, their lanes by name. Every stage is there, with lane `default` if it has no other.
    public var depths: [Depth]
    /// Where the operator has stopped the flow of work, as `faxctl pause` names it.
    public var pauses: [String]

    /// The limits that hold: new mail is refused.
    public var limits: [IntakeLimit]

    /// The report of these depths, pauses and limits.
    public init(depths: [Depth], pauses: [String] = [], limits: [IntakeLimit] = []) {
        self.depths = depths
        self.pauses = pauses
        self.limits = limits
    }
}
