import Configuration
import FaxModel
import Foundation
import Pipeline

/// What calls and the operator have found of numbers: which are let alone for a while, and which are barred.
struct NumberTable {
    /// What is known of a number.
    struct Record: Hashable, Sendable {
        /// Until when it is let alone.
        var restsUntil: Date?
        /// Calls that no fax machine answered, since `wrongSince`.
        var wrongAnswers = 0
        /// When the first of them was.
        var wrongSince: Date?
        /// Until when faxes to it fail.
        var barredUntil: Date?
        /// Why it rests or is barred.
        var reason: String?
    }

    private(set) var records: [FaxNumber: Record]

    /// A table of what a store has.
    init(_ records: [FaxNumber: Record] = [:]) {
        self.records = records
    }

    /// Until when the number is let alone; `nil` when it may be dialled.
    func restsUntil(_ number: FaxNumber, now: Date) -> Date? {
        guard let until = records[number]?.restsUntil, until > now else { return nil }
        return until
    }

    /// Why faxes to the number fail; `nil` when they do not.
    func bar(of number: FaxNumber, now: Date) -> Failure? {
        guard let record = records[number], let until = record.barredUntil, until > now else { return nil }
        return Failure(
            EnhancedStatusCode(5, 7, 1), "The number \(number) is barred. \(record.reason ?? "")")
    }

    /// When the next number may be dialled again that rests.
    func nextEnd(now: Date) -> Date? {
        records.values.compactMap(\.restsUntil).filter { $0 > now }.min()
    }

    /// Takes in what a call has found.
    ///
    /// - Returns: what is known of the number now; `nil` when nothing worth keeping is. The same as before when nothing is
    ///   new.
    mutating func note(
        _ finding: NumberFinding, of number: FaxNumber, _ settings: SpoolSettings.WrongNumbers, now: Date
    ) -> Record? {
        switch finding {
        case .answered:
            // A bar by the operator stands.
            records[number] = records[number].flatMap { record in
                record.barredUntil.map { Record(barredUntil: $0, reason: record.reason) }
            }
        case .unavailable(let until, let reason):
            var record = records[number] ?? Record()
            record.restsUntil = until
            if record.barredUntil == nil { record.reason = reason }
            records[number] = record
        case .wrong(let until, let reason):
            var record = records[number] ?? Record()
            if let since = record.wrongSince, now.timeIntervalSince(since) > settings.within / .seconds(1) {
                record.wrongAnswers = 0
                record.wrongSince = nil
            }
            record.wrongAnswers += 1
            record.wrongSince = record.wrongSince ?? now
            record.restsUntil = until
            let bar = now.addingTimeInterval(settings.bar / .seconds(1))
            // A bar that holds longer, such as the operator's, stays, and its reason with it.
            if record.barredUntil.map({ $0 <= bar }) ?? true {
                record.reason = reason
                if record.wrongAnswers >= settings.calls {
                    record.barredUntil = bar
                    record.reason = "\(record.wrongAnswers.counting("call")) in a row reached no fax machine. \(reason)"
                }
            }
            records[number] = record
        }
        return records[number]
    }

    /// The operator bars a number.
    mutating func bar(_ number: FaxNumber, reason: String) -> Record {
        var record = records[number] ?? Record()
        record.barredUntil = .distantFuture
        record.reason = reason
        records[number] = record
        return record
    }

    /// Forgets what is known of a number.
    ///
    /// - Returns: whether anything was.
    mutating func forget(_ number: FaxNumber) -> Bool {
        records.removeValue(forKey: number) != nil
    }

    /// The numbers that rest do so for as long as they were to, although the wall's clock was set.
    ///
    /// - Returns: what is known of them now.
    mutating func shiftRests(by seconds: TimeInterval) -> [FaxNumber: Record] {
        for number in records.keys { records[number]?.restsUntil?.addTimeInterval(seconds) }
        return records.filter { $0.value.restsUntil != nil }
    }

    /// The number may be dialled at once.
    mutating func endRest(of number: FaxNumber) -> Record? {
        records[number]?.restsUntil = nil
        return records[number]
    }

    /// The numbers of which nothing counts any more.
    func outdated(_ settings: SpoolSettings.WrongNumbers, now: Date) -> [FaxNumber] {
        records.filter { _, record in
            let counts = record.wrongSince.map { now.timeIntervalSince($0) <= settings.within / .seconds(1) } ?? false
            return !counts && (record.restsUntil ?? now) <= now && (record.barredUntil ?? now) <= now
        }.map(\.key)
    }

    /// All that is known, for the operator.
    func list(now: Date) -> NumberList {
        NumberList(
            numbers: records.sorted { $0.key.digits < $1.key.digits }.map { number, record in
                var entry = NumberList.Entry(number: number)
                entry.restsUntil = record.restsUntil.flatMap { $0 > now ? $0 : nil }
                entry.wrongAnswers = record.wrongAnswers
                entry.barredUntil = record.barredUntil.flatMap { $0 > now ? $0 : nil }
                entry.reason = record.reason
                return entry
            })
    }
}
