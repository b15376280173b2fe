internal import LDAPGrammar
internal import Synchronization

/// What one question leads to: its pages, values that come in pieces, and references to other servers. All of it together has one time limit,
/// and one limit of what may come; else a server that keeps to each of its limits could hold us for their product.
struct LDAPJourney: Sendable {
    /// A search that was made on the way to another one.
    struct Visit: Hashable, Sendable {
        var url: LDAPURL
        var search: LDAPSearch
    }

    /// What all ways have in common.
    private final class Counts: Sendable {
        let followed = Mutex(0)
        let received = Mutex(0)
        let octets = Mutex(0)
    }

    /// The searches that references have led through to here.
    private(set) var visited: Set<Visit> = []
    /// After this nothing more is asked.
    let deadline: ContinuousClock.Instant
    private let counts = Counts()

    /// A journey that begins now, and may take this long.
    init(within patience: Duration) {
        deadline = .now + patience
    }

    /// The journey as it goes on to a further search.
    func going(on visit: Visit) -> LDAPJourney {
        var further = self
        further.visited.insert(visit)
        return further
    }

    /// Whether its time is over.
    var isOver: Bool { ContinuousClock.now >= deadline }

    /// Counts a reference that is followed; how many there are now, on all ways.
    func follow() -> Int { Self.add(1, to: counts.followed) }

    /// Counts entries and references that have come, and octets; how many there are now, on all ways.
    func receive(_ answer: LDAPConnection.Answer) -> (messages: Int, octets: Int) {
        (
            Self.add(answer.entries.count + answer.references.count, to: counts.received),
            Self.add(answer.octets, to: counts.octets)
        )
    }

    private static func add(_ number: Int, to count: borrowing Mutex<Int>) -> Int {
        count.withLock { count in
            count += number
            return count
        }
    }
}
