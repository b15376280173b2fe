internal import ArgumentParser

/// How fast the line's time passes.
struct PaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Line seconds a wall second while a computer owes its modem something, or nobody sends.",
            valueName: "factor"))
    var speed = 1.0

    @Option(
        help: ArgumentHelp(
            "Line seconds a wall second while both computers wait for the line; 0 is as fast as the CPU allows. (default: as --speed)",
            valueName: "factor"))
    var turbo: Double?

    @Option(
        help: ArgumentHelp(
            "Milliseconds of wall time after CONNECT for which the line keeps to --speed: programs flush their terminal then.",
            valueName: "ms"))
    var grace = 60

    func validate() throws {
        guard speed.isFinite, speed > 0 else {
            throw ValidationError("--speed must be greater than 0: only --turbo may be without limit.")
        }
        guard turbo.map({ $0.isFinite && $0 >= 0 }) ?? true else {
            throw ValidationError("--turbo must be 0 or greater.")
        }
        guard (0...60_000).contains(grace) else { throw ValidationError("--grace must be from 0 to 60000.") }
    }

    /// The speeds that were asked for.
    var speeds: Pace.Speeds { Pace.Speeds(attentive: speed, turbo: turbo ?? speed) }
}
