/// Which of several servers is asked: the first of the list that is not let alone. One that failed is let alone for a while, which
/// doubles each time, and becomes short again when it answers.
///
/// It reads no clock: time comes in as an argument.
struct ServerChoice: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Trouble {
        var error: LDAPError
        var rest: Duration
        var until: Instant
    }

    private let firstRest: Duration
    private let longestRest: Duration
    private var troubles: [Trouble?]

    /// A choice among `count` servers.
    ///
    /// - Parameters:
    ///   - firstRest: how long a server is let alone after its first failure; zero for not at all.
    ///   - longestRest: the longest such time.
    init(count: Int, firstRest: Duration, longestRest: Duration) {
        precondition(count > 0, "there is a server to choose")
        self.firstRest = firstRest
        self.longestRest = max(firstRest, longestRest)
        troubles = Array(repeating: nil, count: count)
    }

    /// The server to ask, by its place in the list.
    ///
    /// - Parameter tried: those that have failed for this question already.
    /// - Throws: why nobody can be asked now: the trouble of the server that is let alone for the shortest time.
    func next(besides tried: Set<Int>, now: Instant) throws(LDAPError) -> Int {
        let left = troubles.indices.filter { !tried.contains($0) }
        if let free = left.first(where: { (troubles[$0]?.until ?? now) <= now }) { return free }
        let resting = (left.isEmpty ? Array(troubles.indices) : left).compactMap { troubles[$0] }
        guard let trouble = resting.min(by: { $0.until < $1.until }) else {
            preconditionFailure("a server that has not failed is asked")
        }
        throw trouble.error
    }

    /// The server has answered.
    mutating func answered(_ server: Int) {
        troubles[server] = nil
    }

    /// The server could not be reached, or fell silent.
    mutating func failed(_ server: Int, _ error: LDAPError, now: Instant) {
        let rest = troubles[server].map { min($0.rest * 2, longestRest) } ?? firstRest
        troubles[server] = Trouble(error: error, rest: rest, until: now + rest)
    }
}
