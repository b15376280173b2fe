import Foundation

/// Cycles a second of so many clients, each of which submits a task, takes one, completes it, and waits for each answer.
/// They begin together, when all have had time to connect.
///
/// - Parameter connect: connects the client of a number.
func cycleRate(
    clients: Int, seconds: Double, _ connect: @Sendable @escaping (Int) throws -> any QueueClient
) throws -> Double {
    let start = ContinuousClock.now + .seconds(1)
    let deadline = start + .seconds(seconds)
    let cycles = try inThreads(clients) { number in
        let client = try connect(number)
        try client.work()
        sleep(until: start)
        let payload = Workload.payload()
        var cycles = 0
        while .now < deadline {
            try client.submit(payload)
            _ = try client.take()
            try client.complete()
            cycles += 1
        }
        try client.leave()
        return cycles
    }
    return Double(cycles.reduce(0, +)) / seconds
}
