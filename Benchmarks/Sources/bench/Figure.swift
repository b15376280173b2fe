import Foundation

/// One measured figure beside its peer's, taken in the same run.
struct Figure {
    /// The figure's name, which begins as `ONLY=` takes it.
    var name: String
    var ours: Double
    var unit: String
    /// The peer's figure, or the limit where the goal is a limit.
    var peer: Double
    /// What the ratio of ours to the peer's should be.
    var goal: Double
    /// Whether more is better.
    var moreIsBetter: Bool

    /// `figure NAME ours N UNIT peer N ratio N goal N met|short`
    var line: String {
        let ratio = ours / peer
        let met = moreIsBetter ? ratio >= goal : ratio <= goal
        let numbers = [ours, peer, ratio, goal].map { String(format: $0 < 100 ? "%.2f" : "%.0f", $0) }
        return "figure \(name) ours \(numbers[0]) \(unit) peer \(numbers[1]) ratio \(numbers[2]) "
            + "goal \(numbers[3]) \(met ? "met" : "short")"
    }
}

/// A benchmark that could not run: what is missing.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The middle one of an odd number of measurements.
func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

extension [Double] {
    /// The value that so many of 100 do not exceed. The values are in order.
    func percentile(_ percent: Int) -> Double {
        self[(count - 1) * percent / 100]
    }
}
