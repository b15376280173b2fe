internal import Glibc
internal import SpanDSP

/// One direction of a line: what one end hears of the other.
struct LinePath {
    /// Level of a full-scale square wave in dBm0 (G.711: a full-scale sine has 3.14).
    private static let fullScale = 6.16

    private let impairments: Impairments
    private let isClean: Bool
    private let gain: Double
    private let echo: Double
    private let noise: Double
    private let burstNoise: Double
    private let burstPhase: Int
    private var random: SeededGenerator
    private var delayed: [Int16]
    private var position = 0

    /// A path that `random` disturbs.
    init(_ impairments: Impairments, random: SeededGenerator) {
        self.impairments = impairments
        var random = random
        burstPhase = impairments.burst.map { Int(random.next() % UInt64($0.period)) } ?? 0
        self.random = random
        isClean = impairments.isClean
        gain = pow(10, impairments.gain / 20)
        echo = impairments.echo.map { pow(10, $0 / 20) } ?? 0
        noise = impairments.noise.map(Self.amplitude) ?? 0
        burstNoise = impairments.burst.map { Self.amplitude(dBm0: $0.level) } ?? 0
        delayed = Array(repeating: 0, count: impairments.delay * 8)
    }

    /// Carries one block that begins `time` after the answer: `far` is what the far end sends, `own` what the hearing end sends itself,
    /// `heard` receives what it hears.
    mutating func carry(far: [Int16], own: [Int16], at time: LineTime, into heard: inout [Int16]) {
        if isClean {
            heard = far
        } else {
            impair(far: far, own: own, at: time, into: &heard)
        }
        guard !delayed.isEmpty else { return }
        for index in heard.indices {
            swap(&heard[index], &delayed[position])
            position += 1
            if position == delayed.count { position = 0 }
        }
    }

    private mutating func impair(far: [Int16], own: [Int16], at time: LineTime, into heard: inout [Int16]) {
        let isOn = time.seconds >= impairments.start && time.seconds < (impairments.stop ?? .infinity)
        // The random sequence moves on by the same steps whether or not they are heard, so that windows don't shift it.
        let isLost = impairments.lostBlocks > 0 && random.uniform() < impairments.lostBlocks && isOn
        let following = signalNoise(far)
        for index in heard.indices {
            var sample = Double(far[index]) * gain + Double(own[index]) * echo
            if let law = impairments.companding { sample = Double(law.roundTrip(Self.clipped(sample))) }
            if isLost { sample = 0 }
            var disturbance = 0.0
            if noise > 0 { disturbance += noise * random.normal() }
            if following > 0 { disturbance += following * random.normal() }
            if isInBurst(time, sample: index) { disturbance += burstNoise * random.normal() }
            if isOn { sample += disturbance }
            heard[index] = Self.clipped(sample)
        }
    }

    private func signalNoise(_ far: [Int16]) -> Double {
        guard let ratio = impairments.signalToNoise else { return 0 }
        let power = far.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(far.count)
        return sqrt(power) * gain * pow(10, -ratio / 20)
    }

    private func isInBurst(_ time: LineTime, sample: Int) -> Bool {
        guard let burst = impairments.burst else { return false }
        return (time.blocks * 20 + sample / 8 + burstPhase) % burst.period < burst.length
    }

    private static func amplitude(dBm0: Double) -> Double { 32_768 * pow(10, (dBm0 - fullScale) / 20) }

    private static func clipped(_ sample: Double) -> Int16 { Int16(min(max(sample.rounded(), -32_768), 32_767)) }
}
