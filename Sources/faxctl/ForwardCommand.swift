import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

/// faxctl forward
struct ForwardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward", abstract: "Mails a fax that has come in to others than it went to, or once more.",
        discussion: """
            They get one mail as if a profile had named them, with a Message-ID of its own. With --instead the fax is in good hands by that: \
            what was set aside of it, because somebody's mail server refuses it or nobody was found for it, is given up.
            """)

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job: ORDER-N.")
    var job: JobID

    @Argument(help: "The mail addresses that get it.")
    var addresses: [String]

    @Option(help: "What of the fax is in the mail: pdf, pdf-a, tiff, both; by default received.attachment.")
    var attachment: ReceivedFaxRoute.Attachment?

    @Flag(help: "Give up what was set aside of the fax.")
    var instead = false

    func validate() throws {
        for address in addresses where MailAddress(configuration: address) == nil {
            throw ValidationError("'\(address)' is no mail address")
        }
    }

    func run() async throws {
        try await access.withClient { client, program in
            let history = try await client.query(.job(job), as: JobHistory.self)
            guard let kept = history.documents[ReceivedFax.keptRole] else {
                let reason =
                    history.job.state == .received
                    ? "has no call in its history: it is still at work, or was kept for long enough (spool.keep-documents)"
                    : "is no fax that has come in: \(history.job.state.rawValue)"
                throw OperatorError("job \(job) \(reason)")
            }
            let fax = try PayloadCoding.decode(RoutedFax.self, from: try await client.document(kept.digest))
            let forwarding = Forwarding(
                fax, to: addresses, attachment: attachment ?? program.configuration.received.mail.attachment,
                hasPreview: program.configuration.received.mail.hasPreview, at: Date())
            let report = try await client.perform(
                .forward(forwarding.task, sentence: forwarding.sentence, instead: instead))
            access.show(report, report.text)
            if let warning = report.warning { FileHandle.standardError.write(Data("faxctl: \(warning)\n".utf8)) }
        }
    }
}

/// What the spool is handed for a fax that is mailed once more.
struct Forwarding {
    /// The task that makes the mail.
    let task: NewTask
    /// What the history is told.
    let sentence: String

    /// The fax, for `addresses`, from now on.
    init(
        _ fax: RoutedFax, to addresses: [String], attachment: ReceivedFaxRoute.Attachment, hasPreview: Bool,
        at time: Date
    ) {
        var fax = fax
        let kept = fax.route
        fax.route = ReceivedFaxRoute(to: addresses, attachment: attachment, hasPreview: hasPreview)
        fax.route.billingCode = kept.billingCode
        fax.route.sender = kept.sender
        fax.route.isSenderClaimed = kept.isSenderClaimed
        fax.route.answerNumber = kept.answerNumber
        // Milliseconds: unlike the numbers of copies that a profile has made, and of what was forwarded before.
        let copy = Int((time.timeIntervalSince1970 * 1000).rounded())
        fax.route.copy = copy
        task = NewTask(stage: .render, lane: .received, priority: .urgent, job: fax.fax.job, payload: fax)
        sentence = "The operator forwards the fax to \(addresses.joined(separator: ", ")), as copy \(copy)."
    }
}
