import ArgumentParser
import SpanDSP
import Testing

@testable import linesim

@Suite struct ImpairmentsTextTests {
    private func impairments(_ key: String, _ text: String) throws -> Impairments {
        var impairments = Impairments()
        try impairments.set(key, to: text)
        return impairments
    }

    @Test func everyImpairmentIsReadByItsName() throws {
        #expect(try impairments("noise", "-40.5").noise == -40.5)
        #expect(try impairments("snr", "20").signalToNoise == 20)
        #expect(try impairments("gain", "-12").gain == -12)
        #expect(try impairments("delay", "0").delay == 0)
        #expect(try impairments("law", "a").companding == .aLaw)
        #expect(try impairments("law", "u").companding == .muLaw)
        #expect(try impairments("echo", "-20").echo == -20)
        #expect(try impairments("lost", "0.25").lostBlocks == 0.25)
        #expect(try impairments("cut", "30").cut == 30)
        #expect(try impairments("start", "1.5").start == 1.5)
        #expect(try impairments("stop", "9").stop == 9)
        #expect(
            try impairments("burst", "2000,30,-20").burst == Impairments.Burst(period: 2000, length: 30, level: -20))
    }

    @Test(
        "What is out of bounds names the key and what it takes",
        arguments: [
            ("noise", "1", "noise is a number from -90 to 0 dBm0, not '1'."),
            ("noise", "loud", "noise is a number from -90 to 0 dBm0, not 'loud'."),
            ("snr", "101", "snr is a number from -20 to 100 dB"), ("gain", "21", "gain is a number from -60 to 20 dB"),
            ("delay", "2001", "delay is a number from 0 to 2000 milliseconds"),
            ("delay", "nan", "delay is a number from 0 to 2000 milliseconds"),
            ("echo", "", "echo is a number"), ("lost", "1.1", "lost is a number from 0 to 1 as a probability"),
            ("cut", "-1", "cut is a number from 0 to 86400 line seconds"), ("start", "inf", "start is a number"),
            ("stop", "1 s", "stop is a number"), ("law", "A", "law is 'a' or 'u', not 'A'."),
            ("burst", "2000,30", "burst is PERIOD_MS,LENGTH_MS,DBM0, as in 2000,30,-20; not '2000,30'."),
            ("burst", "0,0,-20", "burst is"), ("burst", "10,11,-20", "burst is"), ("burst", "10,-1,-20", "burst is"),
            ("burst", "10,5,7", "burst is"), ("burst", "10,5,-20,1", "burst is"), ("burst", ",,", "burst is"),
            ("hum", "50", "'hum' is no impairment; there are noise, snr,"),
        ])
    func badText(key: String, text: String, message: String) throws {
        let error = try #require(#expect(throws: ValidationError.self) { try impairments(key, text) })
        #expect(error.message.hasPrefix(message), "\(error.message)")
    }

    @Test func delayAndCutAloneLeaveALineClean() throws {
        #expect(Impairments().isClean)
        var impairments = try impairments("delay", "300")
        try impairments.set("cut", to: "5")
        #expect(impairments.isClean)
        for (key, text) in [
            ("noise", "-60"), ("snr", "40"), ("gain", "-1"), ("law", "a"), ("echo", "-30"), ("burst", "9,1,-9"),
            ("lost", "0.1"),
        ] {
            #expect(try !self.impairments(key, text).isClean, "\(key)")
        }
    }
}
