import ArgumentParser
import Testing

@testable import linesim

@Suite struct ImpairmentPlanTests {
    @Test func withoutOptionsEveryLineIsClean() throws {
        let options = try ImpairmentOptions.parse([])
        #expect(options.seed == 1)
        #expect(try options.plan().impairments(dialled: "2222") == Impairments())
    }

    @Test func optionsHoldForEveryNumber() throws {
        let plan = try ImpairmentOptions.parse([
            "--noise", "-50", "--snr", "-3", "--gain", "-6", "--delay", "100", "--law", "u", "--echo", "-20", "--burst",
            "2000,30,-20", "--lost", "0.5", "--cut", "30", "--start", "2", "--stop", "4",
        ]).plan()
        var expected = Impairments()
        for (key, text) in [
            ("noise", "-50"), ("snr", "-3"), ("gain", "-6"), ("delay", "100"), ("law", "u"), ("echo", "-20"),
            ("burst", "2000,30,-20"), ("lost", "0.5"), ("cut", "30"), ("start", "2"), ("stop", "4"),
        ] { try expected.set(key, to: text) }
        #expect(plan.impairments(dialled: "2222") == expected)
    }

    @Test func aNumberHasItsOwnInPlaceOfTheGeneralOnesOfTheSameNames() throws {
        let plan = try ImpairmentOptions.parse([
            "--snr", "30", "--gain", "-6", "--for", "2222:snr=20;cut=30", "--for", "92222:delay=0",
        ]).plan()
        let general = plan.impairments(dialled: "3333")
        #expect(general.signalToNoise == 30 && general.gain == -6 && general.cut == nil)
        let own = plan.impairments(dialled: "0,30-2222")
        #expect(own.signalToNoise == 20 && own.gain == -6 && own.cut == 30)
        // The longest ending wins.
        let longer = plan.impairments(dialled: "92222")
        #expect(longer.delay == 0 && longer.signalToNoise == 30 && longer.cut == nil)
    }

    @Test func aNumberAndItsImpairmentsAreReadFromOneWord() throws {
        let own = try #require(NumberImpairments(argument: "2222:burst=10,5,-20;snr=20"))
        #expect(own.number == "2222")
        #expect(own.settings == [["burst", "10,5,-20"], ["snr", "20"]])
    }

    @Test(arguments: ["", "2222", "2222:", ":snr=20", "2222:snr", "22a2:snr=20", "+22:snr=20", "2222:;"])
    func noNumberWithImpairments(text: String) {
        #expect(NumberImpairments(argument: text) == nil)
    }

    @Test(arguments: [
        ["--snr", "clean"], ["--for", "2222:hum=50"], ["--for", "2222:snr=1000"], ["--for", "2222"], ["--seed", "-1"],
        ["--burst", "1,2,3"],
    ])
    func badOptions(arguments: [String]) {
        #expect(throws: (any Error).self) { try ImpairmentOptions.parse(arguments) }
    }
}
