import FaxModel
import Pipeline

/// How many tasks there are at each station in each state: counted along, because counting them in the store takes the
/// longer the more there are.
struct DepthTable {
    /// The tasks of one station.
    struct Counts {
        /// By the states' numbers, 0 to 6.
        private var ofStates = InlineArray<7, Int>(repeating: 0)
        fileprivate var total = 0

        /// Tasks in a state.
        subscript(state: TaskState) -> Int { ofStates[state.rawValue] }

        fileprivate mutating func count(_ difference: Int, _ state: TaskState) {
            ofStates[state.rawValue] += difference
            total += difference
        }
    }

    private var counts: [Station: Counts] = [:]
    /// Tasks in all.
    private(set) var total = 0

    /// Notes tasks that have come, or have gone where `difference` is negative.
    mutating func count(_ difference: Int, at station: Station, _ state: TaskState) {
        counts[station, default: Counts()].count(difference, state)
        if counts[station]?.total == 0 { counts[station] = nil }
        total += difference
    }

    /// Tasks of a station in a state.
    func count(at station: Station, _ state: TaskState) -> Int { counts[station]?[state] ?? 0 }

    /// The lanes of a stage that have tasks in a state.
    func lanes(of stage: Stage, _ state: TaskState) -> [Lane] {
        counts.filter { $0.key.stage == stage && $0.value[state] > 0 }.map(\.key.lane)
    }

    /// The lanes of a stage that have tasks.
    func lanes(of stage: Stage) -> Set<Lane> {
        Set(counts.keys.filter { $0.stage == stage }.map(\.lane))
    }

    /// The stations with their counts: the stages in the pipeline's order, their lanes by name; each stage at least with its
    /// default lane.
    var stations: [(station: Station, counts: Counts)] {
        Stage.allCases.flatMap { stage in
            let lanes = counts.filter { $0.key.stage == stage }.sorted { $0.key.lane.rawValue < $1.key.lane.rawValue }
            return lanes.isEmpty
                ? [(Station(stage: stage, lane: .default), Counts())] : lanes.map { ($0.key, $0.value) }
        }
    }
}
