import Configuration
import FaxModel
import Foundation
import HeapModule
import Pipeline

/// What calls and the operator have found of numbers: which are let alone for a while, which are barred, and which do not bear
/// the fastest rates.
///
/// When something of a number is over next (its rest, its bar, the time for which wrong answers or a rate count) stands in a heap, so that
/// whoever looks for what is over sees nothing else.
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
        /// The rate with which calls begin, in bit/s.
        var rate: Int?
        /// Until when they do.
        var rateUntil: Date?
    }

    /// When something of a number is over.
    private struct End: Comparable {
        var time: Date
        var number: FaxNumber

        static func < (one: End, other: End) -> Bool { one.time < other.time }
    }

    private(set) var records: [FaxNumber: Record]
    private let settings: SpoolSettings
    /// Those that stand in `nextEnds` too are meant; what was overtaken by news is left until its time.
    private var ends = Heap<End>()
    private var nextEnds: [FaxNumber: Date] = [:]

    /// A table of what a store has.
    init(_ records: [FaxNumber: Record] = [:], _ settings: SpoolSettings) {
        self.records = records
        self.settings = settings
        appointAll()
    }

    /// When something is over next, or earlier; `nil` when nothing is to be over.
    var nextEnd: Date? { ends.min?.time }

    /// It is `now`: what is over by then is looked at.
    ///
    /// - Parameter limit: numbers at the most; the others are looked at later.
    /// - Returns: the numbers that rest no more, and those of which nothing counts any more: these are forgotten.
    mutating func pass(_ now: Date, limit: Int) -> (rested: [FaxNumber], forgotten: [FaxNumber]) {
        var rested: [FaxNumber] = []
        var forgotten: [FaxNumber] = []
        var looked = 0
        while looked < limit, let end = ends.min, end.time <= now {
            ends.removeMin()
            guard nextEnds[end.number] == end.time, let record = records[end.number] else { continue }
            looked += 1
            nextEnds[end.number] = nil
            if record.restsUntil.map({ $0 <= now }) ?? true { rested.append(end.number) }
            if self.end(of: record, after: now) == nil {
                records[end.number] = nil
                forgotten.append(end.number)
            }
            appoint(end.number, after: now)
        }
        return (rested, forgotten)
    }

    /// When something of a record is over first, after `now`; `nil` where nothing is to be.
    private func end(of record: Record, after now: Date) -> Date? {
        let wrong = record.wrongSince?.addingTimeInterval(settings.wrongNumbers.within / .seconds(1))
        return [record.restsUntil, record.barredUntil, wrong, record.rateUntil].compactMap { $0 }.filter { $0 > now }
            .min()
    }

    private mutating func appoint(_ number: FaxNumber, after now: Date) {
        guard let record = records[number] else {
            nextEnds[number] = nil
            return
        }
        // Where nothing counts, it is over already.
        let end = end(of: record, after: now) ?? now
        guard nextEnds[number] != end else { return }
        nextEnds[number] = end
        if ends.count > 2 * records.count + 1000 {
            appointAll()
        } else {
            ends.insert(End(time: end, number: number))
        }
    }

    private mutating func appointAll() {
        nextEnds = records.mapValues { end(of: $0, after: .distantPast) ?? .distantPast }
        ends = Heap(nextEnds.map { End(time: $1, number: $0) })
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

    /// The rate with which a call to the number begins, in bit/s; `nil` for the fastest.
    func rate(for number: FaxNumber, now: Date) -> Int? {
        guard let record = records[number], let until = record.rateUntil, until > now else { return nil }
        return record.rate
    }

    /// Takes in what a call has found.
    ///
    /// - Returns: what is known of the number now; `nil` when nothing worth keeping is. The same as before when nothing is
    ///   new.
    mutating func note(_ finding: NumberFinding, of number: FaxNumber, now: Date) -> Record? {
        defer { appoint(number, after: now) }
        switch finding {
        case .answered(let nextRate):
            var record = records[number] ?? Record()
            // A bar by the operator stands.
            record = Record(
                barredUntil: record.barredUntil, reason: record.barredUntil.flatMap { _ in record.reason },
                rate: record.rate, rateUntil: record.rateUntil)
            if let nextRate {
                record.rate = nextRate
                record.rateUntil = now.addingTimeInterval(settings.keepRates / .seconds(1))
            }
            records[number] = record == Record() ? nil : record
        case .unavailable(let until, let reason):
            var record = records[number] ?? Record()
            record.restsUntil = until
            if record.barredUntil == nil { record.reason = reason }
            records[number] = record
        case .wrong(let until, let reason):
            var record = records[number] ?? Record()
            if let since = record.wrongSince, now.timeIntervalSince(since) > settings.wrongNumbers.within / .seconds(1)
            {
                record.wrongAnswers = 0
                record.wrongSince = nil
            }
            record.wrongAnswers += 1
            record.wrongSince = record.wrongSince ?? now
            record.restsUntil = until
            let bar = now.addingTimeInterval(settings.wrongNumbers.bar / .seconds(1))
            // A bar that holds longer, such as the operator's, stays, and its reason with it.
            if record.barredUntil.map({ $0 <= bar }) ?? true {
                record.reason = reason
                if record.wrongAnswers >= settings.wrongNumbers.calls {
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
        appoint(number, after: .distantPast)
        return record
    }

    /// Forgets what is known of a number.
    ///
    /// - Returns: whether anything was.
    mutating func forget(_ number: FaxNumber) -> Bool {
        defer { appoint(number, after: .distantPast) }
        return records.removeValue(forKey: number) != nil
    }

    /// The numbers that rest do so for as long as they were to, although the wall's clock was set.
    ///
    /// - Returns: what is known of them now.
    mutating func shiftRests(by seconds: TimeInterval) -> [FaxNumber: Record] {
        for number in records.keys { records[number]?.restsUntil?.addTimeInterval(seconds) }
        appointAll()
        return records.filter { $0.value.restsUntil != nil }
    }

    /// The number may be dialled at once.
    mutating func endRest(of number: FaxNumber) -> Record? {
        records[number]?.restsUntil = nil
        return records[number]
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
                entry.rate = rate(for: number, now: now)
                entry.rateUntil = entry.rate == nil ? nil : record.rateUntil
                return entry
            })
    }
}
