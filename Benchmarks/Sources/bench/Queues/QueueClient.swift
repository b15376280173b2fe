/// A client of a durable queue, which waits for every answer. It belongs to the thread that made it.
protocol QueueClient {
    /// Begins to take tasks, one at a time. Without it, the client only submits.
    func work() throws

    /// Hands in a task. It is on disk when this returns.
    func submit(_ payload: [UInt8]) throws

    /// Waits for a task.
    ///
    /// - Throws: `BenchmarkError` when none comes in a minute.
    func take() throws -> [UInt8]

    /// The task that was taken last is done. Where the queue answers that, it has forgotten the task when this returns.
    func complete() throws

    /// Takes no more tasks, and gives back one that came and was not taken.
    func leave() throws
}
