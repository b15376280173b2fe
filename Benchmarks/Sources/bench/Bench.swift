import ArgumentParser
import Foundation

/// bench — measures Faxpost beside its peers and prints one line a figure.
@main
struct Bench: ParsableCommand {
    @Option(help: "Only the figure of this name.")
    var only: String?

    @Option(help: "The folder of Faxpost's release binaries.")
    var binaries = "../.build/release"

    @Option(help: "Where to make the folders of all parties: on the disk that is to be measured.")
    var scratch = "../.build/bench"

    @Option(help: "Seconds of each measurement.")
    var seconds = 5.0

    @Option(help: "The ITU-T charts, a TIFF file. Without it, shared/charts/itu-charts.tif here or above is taken.")
    var charts: String?

    func run() throws {
        let setup = Setup(
            binaries: URL(filePath: binaries).standardizedFileURL,
            scratch: URL(filePath: scratch).standardizedFileURL.appending(path: "\(getpid())"))
        setup.removeLeftovers()
        defer { try? FileManager.default.removeItem(at: setup.scratch) }
        let mails = AcceptedMails(setup: setup)
        let cycles = SpoolCycles(setup: setup, seconds: seconds)
        let figures: [(String, () throws -> [Figure])] = [
            ("accepted-mails", { [try mails.figure()] }),
            ("broadcast", PagesReady(setup: setup).broadcast),
            ("directory-online", { [try DirectoryOnline(setup: setup).figure()] }),
            ("directory-switch", DirectorySwitch(setup: setup).figures),
            ("directory-sync", DirectorySyncTime(setup: setup).figures),
            ("fax-coding", FaxCodingSpeed(charts: charts).figures),
            ("first-dial", { [try FirstDial(setup: setup).figure()] }),
            ("idle-memory", { [try IdleMemory(setup: setup).figure()] }),
            ("large-mail", { [try LargeMail(setup: setup).figure()] }),
            ("last-page-to-mail", { [try LastPageToMail(setup: setup).figure()] }),
            ("line-seconds", LineSeconds(setup: setup).figures),
            ("lines", Lines(setup: setup).figures),
            ("mail-answers", { [try MailAnswers(setup: setup, seconds: seconds, mails: mails).figure()] }),
            ("notifications", { [try Notifications(setup: setup).figure()] }),
            ("page-bytes", PageConversion(setup: setup).sizes),
            ("pages-pdf", PageConversion(setup: setup).speeds),
            ("spool-cycles", cycles.figures),
            ("spool-depth", SpoolDepth(setup: setup, seconds: seconds).figures),
            ("spool-latency", SpoolLatency(setup: setup, seconds: seconds, cycles: cycles).figures),
            ("spool-workers", SpoolWorkers(setup: setup, seconds: seconds).figures),
            ("text-mail", PagesReady(setup: setup).textMail),
        ]
        for (name, measure) in figures where only == nil || only == name {
            for figure in try measure() { print(figure.line) }
        }
    }
}
