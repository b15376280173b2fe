import SMTP

/// Whom a mail's envelope names, while it is decided who gets a fax: RCPT by RCPT.
struct RecipientParts {
    /// Whom each RCPT names, in the envelope's order; nobody for a list.
    private var parts: [[AcceptedMail.Recipient]]
    /// Whether one that is refused leaves the others as they are.
    private let answersEach: Bool
    /// Why RCPTs are refused, by their place in the envelope.
    private(set) var refused: [Int: MailRefusal] = [:]

    /// These; `answersEach` says whether one may be refused by itself.
    init(_ addressees: [RecipientDecisions.Addressee], answersEach: Bool) {
        self.answersEach = answersEach
        parts = addressees.map(\.recipients)
    }

    /// Those that are not refused, with their places in the envelope.
    var going: [(place: Int, recipients: [AcceptedMail.Recipient])] {
        parts.enumerated().filter { refused[$0.offset] == nil }.map { ($0.offset, $0.element) }
    }

    /// The recipients that are not refused.
    var recipients: [AcceptedMail.Recipient] { going.flatMap(\.recipients) }

    /// Where faxes to those who are refused would have gone, and none goes.
    var refusedPlaces: Set<RecipientMerge.Place> {
        Set(refused.keys.flatMap { parts[$0] }.map(RecipientMerge.Place.init))
            .subtracting(recipients.map(RecipientMerge.Place.init))
    }

    /// How those who are refused were addressed, and nobody else was: a person's number is not known by that.
    var refusedPaths: Set<ForwardPath> {
        Set(refused.keys.flatMap { parts[$0] }.map(\.path)).subtracting(recipients.map(\.path))
    }

    /// Puts what was decided on recipients in their place.
    mutating func pass(_ recipients: [AcceptedMail.Recipient], at place: Int) {
        parts[place] = recipients
    }

    /// Refuses those of one place.
    ///
    /// - Throws: the refusal, where it has the whole mail refused.
    mutating func refuse(_ place: Int, _ refusal: MailRefusal) throws(MailRefusal) {
        guard answersEach else { throw refusal }
        refused[place] = refusal
    }
}
