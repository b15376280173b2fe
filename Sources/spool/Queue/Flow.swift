/// Whose tasks take turns with whose: 64 bits of a sender. Senders who share them by chance share their turns.
struct Flow: Hashable, Sendable, RawRepresentable {
    var rawValue: UInt64
}

extension Flow {
    /// The flow of a sender's address, in either case: FNV-1a, whose values are kept with the tasks.
    init(sender: String) {
        self.init(
            rawValue: sender.lowercased().utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, octet in
                (hash ^ UInt64(octet)) &* 0x100_0000_01B3
            })
    }
}
