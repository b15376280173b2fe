import FaxModel

/// A durable queue that runs in a folder of its own while something is measured.
struct RunningQueue {
    /// What runs, in the order in which it is to end.
    let programs: [RunningProgram]
    /// Connects a client that hands in and takes the tasks of one lane.
    let connect: @Sendable (_ lane: Int) throws -> any QueueClient

    /// Ends it and waits for its end.
    func stop() {
        programs.forEach { $0.stop() }
    }
}

/// The durable queues that are measured beside each other.
enum Party: String, CaseIterable {
    case faxpost
    case beanstalkd
    case rabbitmq

    /// Starts the queue, empty, in a folder of its own.
    func start(_ setup: Setup) throws -> RunningQueue {
        switch self {
        case .faxpost:
            let installation = try setup.installation()
            let spool = try installation.start("spool", waitFor: "serving")
            return RunningQueue(programs: [spool]) { [endpoint = installation.endpoint] lane in
                try SpoolQueueClient(endpoint: endpoint, stage: .enrich, lane: Workload.lane(lane))
            }
        case .beanstalkd: return try Beanstalkd.start(setup)
        case .rabbitmq: return try RabbitMQ.start(setup)
        }
    }
}
