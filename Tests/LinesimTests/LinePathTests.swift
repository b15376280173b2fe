import SpanDSP
import Testing

@testable import linesim

@Suite struct LinePathTests {
    private static let silence = [Int16](repeating: 0, count: LineTime.samplesPerBlock)

    /// What is heard of `far`, block by block from the answer on.
    private func heard(
        _ far: [[Int16]], own: [Int16] = silence, seed: UInt64 = 1, _ change: (inout Impairments) -> Void
    ) -> [[Int16]] {
        var impairments = Impairments()
        impairments.delay = 0
        change(&impairments)
        var path = LinePath(impairments, random: SeededGenerator(seed: seed))
        return far.enumerated().map { index, block in
            var heard = Self.silence
            path.carry(far: block, own: own, at: LineTime(blocks: index), into: &heard)
            return heard
        }
    }

    /// Blocks of a square wave of this amplitude.
    private func wave(_ blocks: Int, amplitude: Int16 = 1000) -> [[Int16]] {
        let block = (0..<LineTime.samplesPerBlock).map { $0 % 16 < 8 ? amplitude : -amplitude }
        return Array(repeating: block, count: blocks)
    }

    private func level(_ samples: [Int16]) -> Double {
        (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
    }

    @Test func aCleanLineChangesNothing() {
        #expect(heard(wave(3)) { _ in } == wave(3))
    }

    @Test func delayIsInMilliseconds() {
        let far = (0..<6).map { block in (0..<160).map { Int16(block * 160 + $0 + 1) } }
        let samples = heard(far) { $0.delay = 30 }.flatMap(\.self)
        #expect(samples.prefix(240).allSatisfy { $0 == 0 })
        #expect(Array(samples.dropFirst(240)) == Array(1...720))
    }

    @Test func gainIsInDecibelsAndClips() {
        let quiet = heard(wave(1)) { $0.gain = -6 }
        #expect(Set(quiet[0]) == [501, -501])
        let loud = heard(wave(1, amplitude: 30_000)) { $0.gain = 20 }
        #expect(Set(loud[0]) == [32_767, -32_768])
    }

    @Test func echoIsWhatOneSendsOneself() {
        #expect(heard([Self.silence], own: wave(1)[0]) { $0.echo = -20 } == wave(1, amplitude: 100))
    }

    @Test func aDigitalLineRoundsAsItsLawDoes() {
        let expected = wave(1, amplitude: 1001)[0]
        let a = heard([expected]) { $0.companding = .aLaw }
        #expect(Set(a[0]) == [Companding.aLaw.roundTrip(1001), Companding.aLaw.roundTrip(-1001)])
        let mu = heard([expected]) { $0.companding = .muLaw }
        #expect(Set(mu[0]) == [Companding.muLaw.roundTrip(1001), Companding.muLaw.roundTrip(-1001)])
        #expect(a != [expected] && mu != [expected] && a != mu)
    }

    @Test func noiseHasItsLevelWithOrWithoutASignal() {
        let samples = heard(Array(repeating: Self.silence, count: 100)) { $0.noise = -30 }.flatMap(\.self)
        // G.711: a full-scale sine (32767 / √2) is 3.14 dBm0, so -30 dBm0 is 33.14 dB below it.
        #expect((0.97...1.03).contains(level(samples) / 510))
    }

    @Test func noiseThatFollowsTheSignalIsAsFarBelowIt() {
        let far = wave(100)
        let difference = zip(heard(far) { $0.signalToNoise = 20 }.flatMap(\.self), far.flatMap(\.self)).map { $0 - $1 }
        #expect((97...103).contains(level(difference)))
        let silent = [Self.silence]
        #expect(heard(silent) { $0.signalToNoise = 20 } == silent)
    }

    @Test func burstsAreAsLongAndAsFrequentAsTheyShould() {
        let silent = Array(repeating: Self.silence, count: 100)
        let samples = heard(silent) { $0.burst = Impairments.Burst(period: 100, length: 20, level: -10) }
            .flatMap(\.self)
        let noisy = (0..<2000).filter { millisecond in
            samples[(millisecond * 8)..<(millisecond * 8 + 8)].contains { $0 != 0 }
        }
        #expect(noisy.count == 400)
        #expect(Set(noisy.map { $0 % 100 }).count == 20)
    }

    @Test func lostBlocksAreHeardAsSilence() {
        let blocks = heard(wave(400)) { $0.lostBlocks = 0.25 }
        #expect(blocks.allSatisfy { $0 == Self.silence || $0 == wave(1)[0] })
        #expect((70...130).contains(blocks.count { $0 == Self.silence }))
        #expect(heard(wave(5)) { $0.lostBlocks = 1 } == Array(repeating: Self.silence, count: 5))
    }

    @Test func impairmentsHoldWithinTheirWindow() {
        let blocks = heard(wave(100)) {
            $0.lostBlocks = 1
            $0.start = 0.5
            $0.stop = 1.5
        }
        #expect(blocks.indices.filter { blocks[$0] == Self.silence } == Array(25..<75))
    }

    @Test(
        "A window does not shift the chance within it",
        arguments: [["lost": "0.3"], ["noise": "-40", "lost": "0.3"], ["snr": "20"], ["burst": "100,20,-10"]])
    func windows(settings: [String: String]) throws {
        var impairments = Impairments()
        for (key, text) in settings { try impairments.set(key, to: text) }
        let all = heard(wave(200)) { $0 = impairments }
        impairments.start = 2
        let late = heard(wave(200)) { $0 = impairments }
        // The default delay is of two blocks.
        #expect(late[2..<102].allSatisfy { $0 == wave(1)[0] })
        #expect(Array(late[102...]) == Array(all[102...]))
        #expect(all[2..<102] != late[2..<102])
    }

    @Test(
        "The seed fixes all chance",
        arguments: [("noise", "-30"), ("snr", "20"), ("burst", "100,20,-10"), ("lost", "0.5")])
    func reproducible(key: String, text: String) throws {
        var impairments = Impairments()
        try impairments.set(key, to: text)
        func run(_ seed: UInt64) -> [[Int16]] { heard(wave(50), seed: seed) { $0 = impairments } }
        #expect(run(3) == run(3))
        #expect(run(3) != run(4))
    }
}
