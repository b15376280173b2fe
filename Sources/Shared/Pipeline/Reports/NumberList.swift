public import FaxModel
public import Foundation

/// Answers `Query.numbers`: the numbers that are not dialled now, those at which no fax machine answered, and those to which
/// calls begin slower.
public struct NumberList: Codable, Hashable, Sendable {
    /// What is known of a number.
    public struct Entry: Codable, Hashable, Sendable {
        /// The number.
        public var number: FaxNumber
        /// Until when it is let alone; `nil` when it may be dialled.
        public var restsUntil: Date?
        /// How often somebody or something answered that is no fax machine.
        public var wrongAnswers: Int
        /// Until when it is barred: faxes to it fail; `nil` when it is not.
        public var barredUntil: Date?
        /// Why it is let alone or barred.
        public var reason: String?
        /// The rate with which calls to it begin, in bit/s; `nil` for the fastest.
        public var rate: Int?
        /// Until when they do.
        public var rateUntil: Date?

        /// What is known of `number`: nothing yet.
        public init(number: FaxNumber) {
            self.number = number
            wrongAnswers = 0
        }
    }

    /// The numbers, in their order as text.
    public var numbers: [Entry]

    /// The list of these numbers.
    public init(numbers: [Entry]) {
        self.numbers = numbers
    }
}
