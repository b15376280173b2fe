/// Cycles a second: a task of 600 bytes is submitted, leased, completed, by 16 clients that each wait for every answer.
///
/// Against beanstalkd doing put, reserve and delete, and RabbitMQ doing publish, confirm, deliver and acknowledge. All have
/// a task on disk before they say that they have it; RabbitMQ does not answer an acknowledgement.
final class SpoolCycles {
    /// Clients at once, each in a lane of its own.
    static let clients = 16
    let setup: Setup
    let seconds: Double
    private var measured: [Party: Double] = [:]

    /// Measures each party for so many seconds.
    init(setup: Setup, seconds: Double) {
        self.setup = setup
        self.seconds = seconds
    }

    /// A figure a peer.
    func figures() throws -> [Figure] {
        let peers: [(name: String, party: Party, goal: Double)] = [
            ("spool-cycles", .beanstalkd, 4), ("spool-cycles-rabbitmq", .rabbitmq, 1.5),
        ]
        return try peers.map { peer in
            Figure(
                name: peer.name, ours: try rate(of: .faxpost), unit: "cycles/s", peer: try rate(of: peer.party),
                goal: peer.goal, moreIsBetter: true)
        }
    }

    /// Cycles a second of one party. All parties are measured once a run, by turns; the median of three counts.
    func rate(of party: Party) throws -> Double {
        if measured.isEmpty { measured = try measure() }
        return measured[party, default: 0]
    }

    private func measure() throws -> [Party: Double] {
        var rates: [Party: [Double]] = [:]
        for _ in 0..<3 {
            for party in Party.allCases {
                let queue = try party.start(setup)
                defer { queue.stop() }
                rates[party, default: []].append(try cycleRate(clients: Self.clients, seconds: seconds, queue.connect))
            }
        }
        return rates.mapValues(median)
    }
}
