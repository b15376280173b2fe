import Configuration
import FaxModel

/// Which lines dial which numbers.
struct DialPlan: Sendable {
    private let standard: Lane

    /// The plan in which one group of lines dials everything.
    init(lineGroup: Lane) {
        self.standard = lineGroup
    }

    /// The plan of section `dialling`.
    init(_ settings: DiallingSettings) {
        self.init(lineGroup: settings.lineGroup)
    }

    /// The group of lines that dials `number`.
    func lineGroup(for number: FaxNumber) -> Lane {
        standard
    }
}
