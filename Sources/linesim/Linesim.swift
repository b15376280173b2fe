internal import ArgumentParser
internal import Dispatch
internal import Foundation
internal import Glibc
internal import Logging

/// The command: a telephone exchange in software with Class 1 fax modems on it.
@main
struct Linesim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linesim",
        abstract: "A telephone exchange in software, with Class 1 fax modems on pseudo-terminals.",
        discussion: """
            Each --modem makes a modem whose serial device appears at PATH (a symbolic link). A number that is dialled reaches the modem with \
            whose number it ends, so prefixes may stand before it; the longest such number wins, and modems that share a number take \
            calls in turn, the first free one first.

            Numbers that end in 0001 are BUSY, in 0002 NO DIALTONE, in 0003 ring without answer (NO ANSWER after S7); a number that no \
            modem has ends with NO CARRIER after 6 line seconds of the unobtainable tone.

            Every call has a clock of its own, counted in blocks of 20 ms. It goes fast (--turbo) only while both computers \
            wait for the line, and stands still while one is behind with reading. A hundred modems may be in calls at once. When a program \
            closes its device, its modem hangs up.

            linesim logs "linesim ready" on standard error when the devices exist; SIGTERM and SIGINT remove them and end it.
            """)

    @Option(
        name: .customLong("modem"),
        help: ArgumentHelp(
            "A modem: its device's path and its telephone numbers. Repeatable.", valueName: "path,number[,number…]"))
    var modems: [ModemDescription] = []

    @OptionGroup(title: "Time")
    var pace: PaceOptions

    @OptionGroup(title: "Impairments")
    var impairments: ImpairmentOptions

    @Option(
        help: ArgumentHelp(
            "What is dialled before numbers to get an outside line, as 0: it is taken away, and told to no called end.",
            valueName: "digits"))
    var outsidePrefix: String?

    @Flag(help: "Leave XON and XOFF out; a modem that is full then just stops reading.")
    var noXonXoff = false

    @Option(
        help: ArgumentHelp(
            "Record each call as PREFIX<call>-<caller>-<dialled>.wav: left what the caller hears, right what the called end hears.",
            valueName: "prefix"))
    var record: String?

    @Flag(name: .shortAndLong, help: "Log the states of calls; twice also the dialogue with the computers.")
    var verbose: Int

    func validate() throws {
        guard !modems.isEmpty else { throw ValidationError("At least one --modem PATH,NUMBER is needed.") }
        if let outsidePrefix, outsidePrefix.isEmpty || !outsidePrefix.allSatisfy(\.isASCIIDigit) {
            throw ValidationError("--outside-prefix is digits, not '\(outsidePrefix)'.")
        }
        var paths: Set<String> = []
        for modem in modems {
            guard paths.insert(modem.path).inserted else {
                throw ValidationError("Two modems have the path \(modem.path).")
            }
            for number in modem.numbers {
                if let test = Exchange.testNumbers.first(where: { number.hasSuffix($0.ending) }) {
                    throw ValidationError(
                        "No modem can have \(number): numbers that end in \(test.ending) are test numbers.")
                }
            }
        }
    }

    func run() throws {
        var log = Logger(label: "linesim") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = verbose > 1 ? .trace : verbose == 1 ? .debug : .info
        var settings = Switchboard.Settings()
        settings.speeds = pace.speeds
        settings.behaviour.grace = Double(pace.grace) / 1000
        settings.behaviour.usesXonXoff = !noXonXoff
        settings.impairments = try impairments.plan()
        settings.seed = impairments.seed
        settings.recordingPrefix = record
        settings.outsidePrefix = outsidePrefix
        let switchboard: Switchboard
        do {
            switchboard = try Switchboard(modems, settings: settings, log: log)
        } catch {
            log.critical("\(error)")
            throw ExitCode(EX_OSERR)
        }
        let signals = EndingSignals(mailbox: switchboard.mailbox)
        log.info("linesim ready", metadata: ["modems": "\(modems.count)"])
        switchboard.run()
        switchboard.removeLinks()
        withExtendedLifetime(signals) {}
    }
}
