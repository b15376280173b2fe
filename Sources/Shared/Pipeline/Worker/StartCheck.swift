public import ArgumentParser

/// Whether a program is only to be tried: `faxctl config` asks every program of an installation so whether it would start.
public struct StartCheck: ParsableArguments {
    /// Whether it ends when it has read all that it reads at its start.
    @Flag(
        name: .customLong("check"),
        help:
            "Read all that is read at the start, say what is wrong with it, and end; exit code 78 where it would not start."
    )
    public var isWanted = false

    /// As on an empty command line.
    public init() {}
}
