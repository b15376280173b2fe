internal import SpanDSP

/// What a line does to what it carries, in each direction alike.
struct Impairments: Equatable, Sendable {
    /// Bursts of noise that come again and again.
    struct Burst: Equatable, Sendable {
        /// From one burst's beginning to the next's, in milliseconds.
        var period: Int
        /// How long each lasts, in milliseconds.
        var length: Int
        /// Their level in dBm0.
        var level: Double
    }

    /// White noise in dBm0, always there. Above about -45 modems no longer hear silence.
    var noise: Double?
    /// Signal-to-noise ratio in dB: noise that follows the signal.
    var signalToNoise: Double?
    /// Gain in dB; negative is loss.
    var gain = 0.0
    /// One-way delay in milliseconds.
    var delay = 40
    /// The coding of a digital line.
    var companding: Companding?
    /// Level in dB at which each end hears itself.
    var echo: Double?
    /// Noise in bursts.
    var burst: Burst?
    /// Probability (0...1) that a block of 20 ms is lost and heard as silence.
    var lostBlocks = 0.0
    /// Line seconds after the answer at which the line is cut.
    var cut: Double?
    /// Line seconds after the answer from which noise, bursts and lost blocks begin.
    var start = 0.0
    /// Line seconds after the answer at which they end.
    var stop: Double?

    /// Whether nothing but delay is done.
    var isClean: Bool {
        var delayed = Impairments()
        delayed.delay = delay
        delayed.cut = cut
        return self == delayed
    }
}
