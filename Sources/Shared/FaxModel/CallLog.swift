public import Foundation

/// What went over the line in a call, signal by signal: the first thing to look at when one went wrong.
public struct CallLog: Hashable, Sendable, Codable {
    /// The call.
    public var id: CallID
    /// The line's name.
    public var line: String
    /// What was dialled; of a call that we answered, who called, as far as the exchange told.
    public var dialled: String
    /// Whether we answered it; `nil` for a call that we made.
    public var isAnswered: Bool?
    /// When the line began to dial, or answered.
    public var began: Date
    /// How it ended, as a code of docs/OUTCOMES.md.
    public var result: String
    /// How it ended, as a sentence.
    public var sentence: String
    /// What happened, in order.
    public var entries: [Entry]
    /// How many entries are missing from the middle: of a call that never ends, its beginning and its end are kept.
    public var omitted: Int

    /// One thing that happened.
    public struct Entry: Hashable, Sendable, Codable {
        /// Milliseconds since the call began.
        public var time: Int
        /// Who did it.
        public var party: Party
        /// What was done.
        public var text: String

        /// Something that happened.
        public init(time: Int, party: Party, text: String) {
            self.time = time
            self.party = party
            self.text = text
        }
    }

    /// Who does something in a call.
    public enum Party: String, Hashable, Sendable, Codable, CaseIterable {
        /// Our station sends.
        case ours
        /// The far station sends.
        case far
        /// The modem or the exchange says something, or a timer has run out.
        case line
    }

    /// The log of a call, complete.
    public init(
        id: CallID, line: String, dialled: String, began: Date, result: String, sentence: String, entries: [Entry],
        omitted: Int = 0
    ) {
        self.id = id
        self.line = line
        self.dialled = dialled
        self.began = began
        self.result = result
        self.sentence = sentence
        self.entries = entries
        self.omitted = omitted
    }
}
