import Foundation
import Synchronization

/// What somebody notes of a call.
protocol CallNotes: Sendable {
    /// What can happen in it.
    associatedtype Event: Sendable

    /// Notes what has happened at `time`.
    mutating func note(_ event: Event, at time: Date)

    /// Notes that the call is over since `time`, if that is not known yet.
    mutating func ended(_ kind: CallRecord.End.Kind, at time: Date)
}

/// The records of the calls of one direction, in the order in which they began.
final class CallRecords<Record: CallNotes>: Sendable {
    private let records = Mutex<[Record]>([])

    /// All so far.
    var all: [Record] { records.withLock { $0 } }

    /// How many there are.
    var count: Int { records.withLock(\.count) }

    /// A call begins; `make` is given its place.
    ///
    /// - Returns: its place.
    @discardableResult
    func begin(_ make: (Int) -> Record) -> Int {
        records.withLock { records in
            records.append(make(records.count))
            return records.count - 1
        }
    }

    /// Notes what has happened in the call at this place.
    func note(_ events: [Record.Event], in call: Int, at time: Date) {
        guard !events.isEmpty else { return }
        records.withLock { records in
            for event in events { records[call].note(event, at: time) }
        }
    }

    /// Our end of the call at this place is over.
    ///
    /// - Returns: its record.
    @discardableResult
    func end(_ call: Int, at time: Date) -> Record {
        records.withLock { records in
            records[call].ended(.hungUp, at: time)
            return records[call]
        }
    }
}
