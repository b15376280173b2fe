internal import ArgumentParser

/// What the line does to calls.
struct ImpairmentOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("White noise; above about -45 modems no longer hear silence.", valueName: "dBm0"))
    var noise: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Signal-to-noise ratio: 26 is clean, 20 to 22 forces retraining, 18 fails without ECM.", valueName: "dB"))
    var snr: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Gain in both directions; negative is loss.", valueName: "dB"))
    var gain: String?

    @Option(help: ArgumentHelp("One-way delay. (default: 40)", valueName: "ms"))
    var delay: String?

    @Option(help: ArgumentHelp("Pass the audio through A-law (a) or µ-law (u).", valueName: "a|u"))
    var law: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Level at which each end hears itself, as -20.", valueName: "dB"))
    var echo: String?

    @Option(help: ArgumentHelp("Bursts of noise, as 2000,30,-20.", valueName: "period-ms,length-ms,dBm0"))
    var burst: String?

    @Option(help: ArgumentHelp("Probability that a block of 20 ms is lost.", valueName: "0...1"))
    var lost: String?

    @Option(help: ArgumentHelp("Cut the line this long after the answer.", valueName: "line-seconds"))
    var cut: String?

    @Option(help: ArgumentHelp("Noise, bursts and losses begin this long after the answer.", valueName: "line-seconds"))
    var start: String?

    @Option(help: ArgumentHelp("Noise, bursts and losses end this long after the answer.", valueName: "line-seconds"))
    var stop: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "Impairments of calls to numbers with this ending, in place of the general ones of the same names, as 2222:snr=20;cut=30. Repeatable.",
            valueName: "number:key=value[;…]"))
    var numbers: [NumberImpairments] = []

    @Option(help: ArgumentHelp("Fixes all chance: the same calls meet the same noise.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws { _ = try plan() }

    /// The impairments of every number.
    func plan() throws -> ImpairmentPlan {
        var general = Impairments()
        let given = [
            "noise": noise, "snr": snr, "gain": gain, "delay": delay, "law": law, "echo": echo, "burst": burst,
            "lost": lost, "cut": cut, "start": start, "stop": stop,
        ]
        for (key, text) in given {
            if let text { try general.set(key, to: text) }
        }
        var byEnding: [String: Impairments] = [:]
        for number in numbers { byEnding[number.number] = try number.applied(to: general) }
        return ImpairmentPlan(general: general, byEnding: byEnding)
    }
}
