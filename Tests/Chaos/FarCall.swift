/// A call that was answered.
struct FarCall {
    /// Its place among the records.
    let record: Int
    /// Who was called.
    let number: String
    private var fax: FarFax

    /// The call with this record.
    init(record: Int, number: String, fax: FarFax) {
        self.record = record
        self.number = number
        self.fax = fax
    }

    /// Whether the connection stands.
    var isConnected: Bool { fax.isConnected }

    /// Gives away what the far end says next.
    mutating func nextFrame() -> FarFrame? { fax.nextFrame() }

    /// Lets the far end hear a frame.
    mutating func hear(_ frame: FarFrame, _ exchange: FarExchange) {
        exchange.note(fax.hear(frame), in: self)
    }

    /// Lets the far end hear data.
    mutating func hear(data: [UInt8], _ exchange: FarExchange) {
        exchange.note(fax.hear(data: data), in: self)
    }
}
