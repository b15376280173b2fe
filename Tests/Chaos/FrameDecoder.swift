/// Takes frames out of data with flags and zero insertion (T.4 Annex A.3), as they come with error correction.
struct FrameDecoder {
    private var frames: [[UInt8]] = []
    private var octets: [UInt8] = []
    private var partial: UInt8 = 0
    private var partialBits = 0
    private var ones = 0

    /// The intact frames in `data`, without their check sequences.
    static func frames(in data: [UInt8]) -> [[UInt8]] {
        var decoder = FrameDecoder()
        for octet in data {
            for bit in 0..<8 { decoder.read(octet >> UInt8(bit) & 1 == 1) }
        }
        return decoder.frames
    }

    private mutating func read(_ isOne: Bool) {
        guard isOne else {
            defer { ones = 0 }
            // After five ones, a zero is inserted; after six, it ends a flag.
            return ones == 6 ? flag() : ones == 5 ? () : append(0)
        }
        ones += 1
        if ones < 6 { append(1) }
    }

    private mutating func append(_ bit: UInt8) {
        partial |= bit << UInt8(partialBits)
        partialBits += 1
        guard partialBits == 8 else { return }
        octets.append(partial)
        (partial, partialBits) = (0, 0)
    }

    /// Ends a frame: whole octets, and the first six bits of the flag.
    private mutating func flag() {
        if partialBits == 6, octets.count > 4, octets.isIntact { frames.append(octets.dropLast(2)) }
        octets = []
        (partial, partialBits) = (0, 0)
    }
}
