public import Pipeline

extension ScriptedSpool {
    /// Waits for a worker that has room for tasks.
    public func worker() async throws -> [UInt8] {
        try await next { heard in
            guard case .ready(let readiness) = heard.request, readiness.capacities.contains(where: { $0.tasks > 0 })
            else { return nil }
            return heard.worker
        }
    }

    /// Waits for what a worker says next of what it can take.
    public func readiness() async throws -> Readiness {
        try await next { heard in
            guard case .ready(let readiness) = heard.request else { return nil }
            return readiness
        }
    }

    /// Waits for the next submission.
    public func submission() async throws -> Submission {
        try await next { heard in
            guard case .submit(let submission) = heard.request else { return nil }
            return submission
        }
    }

    /// Waits for the next end of a task.
    public func completion() async throws -> (lease: LeaseReference, completion: Completion) {
        try await next { heard in
            guard case .complete(let lease, let completion) = heard.request else { return nil }
            return (lease, completion)
        }
    }

    /// The tasks whose end is still to be read, once the spool has stopped.
    public func furtherCompletions() async -> [TaskID] {
        var tasks: [TaskID] = []
        for await heard in requests {
            if case .complete(let lease, _) = heard.request { tasks.append(lease.task) }
        }
        return tasks
    }
}
