import Configuration
import Directory
import FaxModel
import MIME

/// Who sends a mail and who receives it, as far as the directory, or the configuration in its place, knows.
struct DirectoryLookup: Sendable {
    /// What was found.
    struct Finding: Sendable {
        /// Who sends.
        var sender: SenderLookup.Finding
        /// Those of the recipients who are known.
        var recipients: [JobID: DirectoryPerson] = [:]
    }

    private let senders: SenderLookup
    private let recipients: RecipientLookup?
    private let unavailable: DirectorySettings.Unavailable
    /// Whether what the directory says of recipients decides if, and where, is dialled: then it has to be known.
    private let mustKnowRecipients: Bool
    /// Whether what the directory says of senders decides what they may: then it has to be known.
    private let mustKnowSender: Bool

    /// Look-ups of senders, and of recipients where they are wanted.
    init(
        _ senders: SenderLookup, _ recipients: RecipientLookup? = nil,
        unavailable: DirectorySettings.Unavailable = .wait, mustKnowRecipients: Bool = false,
        mustKnowSender: Bool = false
    ) {
        self.mustKnowSender = mustKnowSender
        self.senders = senders
        self.recipients = recipients
        self.unavailable = unavailable
        self.mustKnowRecipients = mustKnowRecipients
    }

    /// Look-ups in the configured directory.
    init(_ people: any PersonSource, _ settings: DirectorySettings, personDomain: String?) {
        self.init(
            SenderLookup(people, settings),
            RecipientLookup(people, keys: settings.recipientKeys, personDomain: personDomain),
            unavailable: settings.unavailable,
            mustKnowRecipients: !settings.attributes.doNotFax.isEmpty || !settings.attributes.dialledNumber.isEmpty,
            mustKnowSender: settings.permissions != nil)
    }

    /// Who sends, and who receives.
    ///
    /// - Throws: `Failure` when it can't be known now, and mails wait for it.
    func find(_ received: ReceivedMail, _ mail: Mail) async throws(Failure) -> Finding {
        var finding: Finding
        do throws(Failure) {
            finding = Finding(sender: try await senders.find(received, mail))
        } catch {
            guard unavailable == .without, !mustKnowSender else { throw error }
            finding = Finding(
                sender: .unknown(reason: "\(error.sentence.withoutStop), and mails do not wait for it"))
        }
        guard let recipients else { return finding }
        do throws(Failure) {
            finding.recipients = try await recipients.find(received.recipients, DisplayNames(mail))
        } catch {
            guard unavailable == .without, !mustKnowRecipients else { throw error }
        }
        return finding
    }
}

extension String {
    /// Without the full stop at the end, to go on.
    fileprivate var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
