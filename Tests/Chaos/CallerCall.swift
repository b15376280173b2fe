import Foundation

/// A call that came in and was answered.
struct CallerCall: Conversation {
    /// Its place among the records.
    let record: Int
    /// Who calls.
    let caller: Callers.Caller
    private var fax: CallingFax
    private let callers: Callers

    /// The call with this record.
    init(record: Int, caller: Callers.Caller, fax: CallingFax, callers: Callers) {
        self.record = record
        self.caller = caller
        self.fax = fax
        self.callers = callers
    }

    var isConnected: Bool { fax.isConnected }

    var saysFrame: Bool { fax.saysFrame }

    mutating func nextFrame(at now: Date) -> FarFrame? { fax.nextFrame(at: now) }

    mutating func nextData(at now: Date) -> [UInt8]? {
        guard let octets = fax.nextData(at: now) else { return nil }
        note(fax.dataWereHeard(), at: now)
        return octets
    }

    mutating func willHear(data: Bool, at now: Date) { note(fax.willHear(), at: now) }

    mutating func hear(_ frame: FarFrame, at now: Date) { note(fax.hear(frame, at: now), at: now) }

    mutating func hear(data: [UInt8], at now: Date) {}

    mutating func timePassed(_ now: Date) { note(fax.timePassed(now), at: now) }

    func end(at now: Date) { callers.end(self, at: now) }

    private func note(_ events: [CallingFax.Event], at now: Date) { callers.records.note(events, in: record, at: now) }
}
