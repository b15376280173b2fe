import FaxModel

/// Judges a training check (TCF, T.30 §5.3.6.1.3): zeros for 1.5 s ± 10 %.
struct TrainingCheck: Hashable, Sendable {
    private var run = 0
    private var longest = 0

    /// Takes octets in.
    mutating func take(_ octets: [UInt8]) {
        for octet in octets {
            guard octet != 0 else {
                run += 8
                continue
            }
            run += octet.trailingZeroBitCount
            longest = max(longest, run)
            run = octet.leadingZeroBitCount
        }
        longest = max(longest, run)
    }

    /// Whether zeros came for so long without a break.
    func isGood(_ modulation: Modulation, milliseconds: Int) -> Bool {
        longest >= modulation.bitRate * milliseconds / 1000
    }
}
