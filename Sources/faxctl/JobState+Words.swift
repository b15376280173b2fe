public import ArgumentParser
public import FaxModel

extension JobState {
    /// The state as operators read and write it.
    var word: String {
        switch self {
        case .setAside: "set-aside"
        case .noFax: "no-fax"
        case .accepted, .enriched, .rendered, .sending, .waiting, .sent, .failed, .cancelled, .receiving, .received:
            rawValue
        }
    }
}

extension JobState: ExpressibleByArgument {
    /// The state of this word; the word that JSON has for it is taken, too.
    public init?(argument: String) {
        guard let state = JobState.allCases.first(where: { $0.word == argument || $0.rawValue == argument }) else {
            return nil
        }
        self = state
    }

    public static var allValueStrings: [String] { allCases.map(\.word) }
}
