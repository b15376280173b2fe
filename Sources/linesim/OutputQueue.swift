/// Bytes that a modem has for its computer, and that the terminal did not take yet.
struct OutputQueue {
    /// Bytes kept at most; a computer that lets more pile up has stopped reading.
    static let capacity = 1 << 16

    private var bytes: [UInt8] = []
    private var head = 0

    /// Bytes that wait.
    var count: Int { bytes.count - head }

    /// Adds bytes; false when there was no room, and all that waited was dropped.
    mutating func append(_ more: [UInt8]) -> Bool {
        if count + more.count > Self.capacity {
            removeAll()
            return false
        }
        bytes += more
        return true
    }

    /// The next bytes, at most `limit`.
    func next(_ limit: Int) -> ArraySlice<UInt8> { bytes[head...].prefix(limit) }

    /// The first `count` bytes are delivered.
    mutating func delivered(_ count: Int) {
        head += count
        if head == bytes.count || head > Self.capacity {
            bytes.removeFirst(head)
            head = 0
        }
    }

    /// Drops everything.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        head = 0
    }
}
