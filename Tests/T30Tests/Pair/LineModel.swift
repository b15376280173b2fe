import FaxModel
import TestSupport

/// What a line, and those at its ends, do to a call: all of it chosen by a seed.
struct LineModel {
    /// One way, in milliseconds.
    let delay: Int
    /// Of a thousand signals at 300 bit/s, so many go unheard.
    let lostSignals: Int
    /// Of a thousand frames at 300 bit/s, so many come damaged.
    let damagedFrames: Int
    /// Of a thousand training sequences, so many are not understood.
    let lostTrainings: Int
    /// The fastest rate that goes well, in bit/s.
    let goodRate: Int
    /// Of a hundred data signals at a good rate, so many have bursts of noise in them.
    let noisyData: Int
    /// After how many milliseconds the line is cut; never for most.
    let cut: Int?
    /// Whether a modem notices when the connection is gone; otherwise it hears silence.
    let noticesDrop: Bool
    /// After how many milliseconds an end hears its own signals; `nil` for never.
    let echo: Int?
    /// How long a page takes to be stored, in milliseconds, and of a hundred pages so many take up to 28 s.
    let storing: Int
    let slowPages: Int
    /// Of a thousand pages so many can't be stored, or be prepared.
    let lostPages: Int
    /// When somebody does not want the call any more: at which end, after how many milliseconds, and how.
    let mishap: (end: Int, time: Int, event: CallMishap)?
    /// How long it rings, in milliseconds.
    let ringing: Int
    /// Of a thousand data signals so many break off in the middle.
    let brokenData: Int

    /// What can happen at an end.
    enum CallMishap {
        case cancelled, abandoned, modemFails
    }

    /// The line of this seed.
    init(_ random: inout SeededGenerator) {
        func chance(_ percent: Int) -> Bool { random.below(100) < percent }
        let quality = random.below(100)
        delay = chance(80) ? random.below(120) : random.below(700)
        switch quality {
        case ..<40: (lostSignals, damagedFrames, lostTrainings, noisyData, brokenData) = (0, 0, 0, 0, 0)
        case ..<70: (lostSignals, damagedFrames, lostTrainings, noisyData, brokenData) = (10, 20, 10, 10, 2)
        case ..<90: (lostSignals, damagedFrames, lostTrainings, noisyData, brokenData) = (60, 100, 60, 35, 20)
        default: (lostSignals, damagedFrames, lostTrainings, noisyData, brokenData) = (200, 250, 200, 60, 80)
        }
        goodRate = quality < 40 ? 14400 : [14400, 12000, 9600, 7200, 4800, 2400][random.below(6)]
        cut = chance(5) ? random.below(120_000) : nil
        noticesDrop = chance(50)
        echo = chance(10) ? 300 + random.below(600) : nil
        storing = chance(80) ? random.below(300) : random.below(3_000)
        slowPages = chance(90) ? 0 : 30
        lostPages = chance(95) ? 0 : 100
        mishap =
            chance(6)
            ? (random.below(2), random.below(100_000), [.cancelled, .abandoned, .modemFails][random.below(3)]) : nil
        ringing = random.below(6_000)
    }
}

extension SeededGenerator {
    /// A number from 0 to below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() >> 33) % bound }
}
