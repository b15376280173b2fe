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

    mutating func nextFrame() -> FarFrame? { fax.nextFrame() }

    mutating func nextData() -> [UInt8]? { nil }

    mutating func willHear(data: Bool) {
        if data, !isConnected { exchange.note([.wentOn], in: self) }
    }

    mutating func hear(_ frame: FarFrame) { exchange.note(fax.hear(frame), in: self) }

    mutating func hear(data: [UInt8]) { exchange.note(fax.hear(data: data), in: self) }

    mutating func timePassed(_ now: Date) {}

    func end() { exchange.end(self) }
}
