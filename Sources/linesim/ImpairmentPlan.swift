/// Which impairments a call gets, by the number dialled.
struct ImpairmentPlan: Sendable {
    /// For calls to every number that has none of its own.
    let general: Impairments
    /// For dialled numbers with these endings; the longest ending wins.
    let byEnding: [String: Impairments]

    /// The impairments of a call to `dialled`.
    func impairments(dialled: String) -> Impairments {
        let digits = dialled.filter(\.isASCIIDigit)
        let ending = byEnding.keys.filter { digits.hasSuffix($0) }.max { $0.count < $1.count }
        return ending.flatMap { byEnding[$0] } ?? general
    }
}
