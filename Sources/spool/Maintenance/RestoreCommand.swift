import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

extension Spool {
    /// spool restore
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Copies a backup into the configured folder, which must be empty and without a spool.",
            discussion: """
                Faxes that were sent, and results that were told, after the backup was made are in it as if they were not. \
                So the stages faxout and deliver are paused: look at 'faxctl jobs', cancel what was sent, then let them go \
                on with 'faxctl resume faxout' and 'faxctl resume deliver'. Until then, no fax expires.
                """)

        @OptionGroup var options: ProgramOptions

        @Argument(help: "The folder of the backup.")
        var folder: String

        func run() throws {
            let source = URL(filePath: folder)
            let destination = URL(filePath: try options.start("spool").configuration.spool.directory)
            SpoolFolder.keepOthersOut()
            let report = try Self.restore(source, to: destination)
            guard report.problems.isEmpty else {
                for problem in report.problems { print(problem) }
                throw StoreError(description: "\(folder) is damaged: nothing was restored")
            }
            print("\(report.size) restored.")
            print("The stages faxout and deliver are paused: see 'faxctl spool restore --help'.")
        }

        /// Makes the store in `destination` from the backup, where that is sound: what may have been done since waits for the
        /// operator.
        ///
        /// - Returns: what was found in the backup. Where that is a problem, nothing was done.
        static func restore(_ backup: URL, to destination: URL) throws -> StoreReport {
            let report = try ConfiguredStore.maintenance(of: backup).check()
            guard report.problems.isEmpty else { return report }
            try ConfiguredStore.maintenance(of: destination).restore(from: backup) { transaction in
                for stage in [Stage.faxout, .deliver] { try transaction.setPause(.stage(stage), true) }
                // Nobody is told that the time of a fax was over that may have been sent.
                try transaction.forgetTimeLimits()
            }
            return report
        }
    }
}
