import FaxModel

extension Modulation {
    /// The value of +FTM and +FRM (T.31 table 5). Only V.17 has a short training sequence.
    func class1Value(_ training: TrainingSequence) -> Int {
        switch (self, training) {
        case (.v27ter2400, _): 24
        case (.v27ter4800, _): 48
        case (.v29at7200, _): 72
        case (.v29at9600, _): 96
        case (.v17at7200, .long): 73
        case (.v17at7200, .short): 74
        case (.v17at9600, .long): 97
        case (.v17at9600, .short): 98
        case (.v17at12000, .long): 121
        case (.v17at12000, .short): 122
        case (.v17at14400, .long): 145
        case (.v17at14400, .short): 146
        }
    }

    /// The modulations whose values stand in the answer to `AT+FTM=?`: those with long and short training where there
    /// are both.
    static func listed(in answer: String) -> Set<Modulation> {
        let values = Set(answer.split { !$0.isNumber }.compactMap { Int($0) })
        return Set(
            allCases.filter {
                values.contains($0.class1Value(.long)) && values.contains($0.class1Value(.short))
            })
    }
}
