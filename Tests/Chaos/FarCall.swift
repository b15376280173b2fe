import Foundation

/// A call that was answered.
struct FarCall: Conversation {
    /// Its place among the records.
    let record: Int
    /// Who was called.
    let number: String
    private var fax: FarFax
    private let exchange: FarExchange

    /// The call with this record.
    init(record: Int, number: String, fax: FarFax, exchange: FarExchange) {
        self.record = record
        self.number = number
        self.fax = fax
        self.exchange = exchange
    }

    var isConnected: Bool { fax.isConnected }

    var saysFrame: Bool { false }

    mutating func nextFrame(at now: Date) -> FarFrame? { fax.nextFrame() }

    mutating func nextData(at now: Date) -> [UInt8]? { nil }

    mutating func willHear(data: Bool, at now: Date) {
        if data, !isConnected { note([.wentOn], at: now) }
    }

    mutating func hear(_ frame: FarFrame, at now: Date) { note(fax.hear(frame), at: now) }

    mutating func hear(data: [UInt8], at now: Date) { note(fax.hear(data: data), at: now) }

    mutating func timePassed(_ now: Date) {}

    func end(at now: Date) { exchange.end(self, at: now) }

    private func note(_ events: [FarFax.Event], at now: Date) { exchange.records.note(events, in: record, at: now) }
}
