public import FaxModel

/// How a call ended: what a program can tell apart, with a sentence for people.
public enum CallEnding: String, Hashable, Sendable, CaseIterable {
    /// Every page was confirmed.
    case sent
    /// We received, and the far end said that it had no more.
    case received

    // Dialling.
    case busy
    case noAnswer
    case noCarrier
    case noDialtone
    case voiceAnswered
    case dialRefused
    /// A call that rang could not be answered, or was over before it was.
    case answerFailed

    // Negotiation.
    /// Signals, but no DIS within T1.
    case noIdentification
    /// The DIS says that the far end can't receive (bit 10): it has no paper, or nothing but a document to be polled.
    case receiverUnavailable
    /// The far end and our modem have no modulation in common.
    case noCommonModulation
    /// The far end ended the call (DCN) before it accepted a rate.
    case disconnectedInNegotiation
    /// We answered, and no fax command came within T1.
    case callerSilent
    /// The caller ended the call (DCN) in answer to our DIS.
    case callerLeft
    /// Both stations wait to receive (DIS).
    case bothReceive
    /// The far end takes no subaddress (DIS bit 49), and ours is needed.
    case subaddressUnavailable
    /// The far end takes no password (DIS bit 50), and ours is needed.
    case passwordUnavailable
    /// The far end gives out no documents by address (DIS bit 47), and we asked for one.
    case selectivePollingUnavailable
    /// The far end has no document to be polled (DIS bit 9).
    case nothingToPoll
    /// No answer to DTC, as often as it was sent.
    case pollUnanswered
    /// The far end ended the call (DCN) in answer to our DTC.
    case pollRefused
    /// The caller polls (DTC) with another address or password than our document has.
    case pollingNotAllowed
    /// The caller wants to poll (DTC), and there is nothing for it.
    case nothingOffered
    /// The caller asks (DCS) for what our DIS does not offer.
    case parametersUnacceptable
    /// The caller gave no password or a wrong one (PWD).
    case passwordWrong
    /// The caller sends nothing but signals that are no commands.
    case callerUnintelligible

    // Training.
    /// Every rate was refused (FTT).
    case trainingFailed
    /// No answer to DCS and training, as often as it was sent.
    case trainingUnanswered
    /// The caller fell silent after our FTT.
    case callerSilentInTraining
    /// The caller ended the call (DCN) after our FTT.
    case callerLeftInTraining

    // Page.
    /// The far end refused a page (RTN, PIN) as often as it was sent.
    case pageRejected
    /// No answer to the command after a page, as often as it was sent.
    case pageUnanswered
    /// The far end's answers to the command after a page make no sense.
    case unexpectedAnswer
    /// With error correction, frames stayed damaged at every rate (EOR).
    case errorsRemained
    /// The far end was not ready to go on (RNR) until T5 ran out.
    case receiverStayedBusy
    /// Nothing came after our CFR.
    case noPage
    /// Nothing came after a page or a block: no command that ends it.
    case noPostMessageCommand
    /// Nothing came after MPS and our MCF.
    case noNextPage
    /// Nothing came after EOM and our MCF.
    case noNextDocument
    /// Nothing came after our RTN or PPR.
    case noRepetition
    /// Pages were refused (RTN) again and again.
    case pageRefusedTooOften
    /// The caller gave up repeating frames of the last page (EOR).
    case partsGivenUp

    // Drop.
    /// The far end ended the call (DCN) instead of confirming a page.
    case disconnectedInPage
    /// The connection was lost.
    case lineDropped
    /// The caller ended the call (DCN) after our CFR, without a page.
    case callerLeftBeforePage
    /// The caller ended the call (DCN) within a page.
    case callerLeftInPage
    /// The caller ended the call (DCN) although it had announced more.
    case callerLeftBetweenPages
    /// The caller ended the call (DCN) after we had refused a page or asked for frames.
    case callerLeftAfterRefusal
    /// A page took longer than `SendingPolicy.pageTime`.
    case tooLong

    // Local.
    case modemFailed
    case pageUnavailable
    /// A page that was received could not be stored.
    case pageNotStored
    case cancelled

    /// Where in a call something went wrong.
    public enum Group: String, Hashable, Sendable, CaseIterable {
        case success, dial, negotiation, training, page, drop, local
    }

    /// Where it went wrong.
    public var group: Group {
        switch self {
        case .sent, .received: .success
        case .busy, .noAnswer, .noCarrier, .noDialtone, .voiceAnswered, .dialRefused, .answerFailed: .dial
        case .noIdentification, .receiverUnavailable, .noCommonModulation, .disconnectedInNegotiation, .callerSilent,
            .callerLeft, .bothReceive, .subaddressUnavailable, .passwordUnavailable, .selectivePollingUnavailable,
            .nothingToPoll, .pollUnanswered, .pollRefused, .pollingNotAllowed, .nothingOffered, .parametersUnacceptable,
            .passwordWrong, .callerUnintelligible:
            .negotiation
        case .trainingFailed, .trainingUnanswered, .callerSilentInTraining, .callerLeftInTraining: .training
        case .pageRejected, .pageUnanswered, .unexpectedAnswer, .errorsRemained, .receiverStayedBusy, .noPage,
            .noPostMessageCommand, .noNextPage, .noNextDocument, .noRepetition, .pageRefusedTooOften, .partsGivenUp:
            .page
        case .disconnectedInPage, .lineDropped, .tooLong, .callerLeftBeforePage, .callerLeftInPage,
            .callerLeftBetweenPages, .callerLeftAfterRefusal:
            .drop
        case .modemFailed, .pageUnavailable, .pageNotStored, .cancelled: .local
        }
    }

    /// The class that decides whether and when to try again.
    ///
    /// A modem that fails once it has dialled is no local trouble: the call may have been answered, and such calls must
    /// come to an end.
    public var outcome: CallOutcome {
        switch self {
        case .sent, .received: .sent
        case .busy: .busy
        case .noAnswer, .receiverUnavailable, .nothingToPoll: .noAnswer
        case .noCarrier, .dialRefused, .answerFailed: .noCarrier
        case .voiceAnswered, .noIdentification, .callerSilent, .callerUnintelligible: .notFax
        case .noCommonModulation, .bothReceive, .subaddressUnavailable, .passwordUnavailable,
            .selectivePollingUnavailable, .pollRefused, .pollingNotAllowed, .nothingOffered, .parametersUnacceptable,
            .passwordWrong:
            .incompatible
        case .trainingFailed, .trainingUnanswered, .callerSilentInTraining, .callerLeftInTraining: .trainingFailed
        case .pageRejected, .unexpectedAnswer, .errorsRemained, .receiverStayedBusy, .pageRefusedTooOften,
            .partsGivenUp:
            .pageNotConfirmed
        case .disconnectedInNegotiation, .pageUnanswered, .disconnectedInPage, .lineDropped, .tooLong, .modemFailed,
            .callerLeft, .pollUnanswered, .noPage, .noPostMessageCommand, .noNextPage, .noNextDocument, .noRepetition,
            .callerLeftBeforePage, .callerLeftInPage, .callerLeftBetweenPages, .callerLeftAfterRefusal:
            .dropped
        case .noDialtone, .pageUnavailable, .pageNotStored, .cancelled: .local
        }
    }

    /// What happened, for the sender and the operator.
    public var sentence: String {
        switch self {
        case .sent: "All pages were received and confirmed by the far end."
        case .received: "All pages that the caller announced were received and confirmed."
        case .answerFailed: "The call was over before it could be answered."
        case .callerSilent: "A call was answered, but the caller sent no fax command."
        case .callerLeft: "The calling fax machine ended the call before it sent anything."
        case .bothReceive: "The caller waited for a fax, as our station did."
        case .subaddressUnavailable: "The fax machine that answered takes no subaddress, and the fax has one."
        case .passwordUnavailable: "The fax machine that answered takes no password, and one is needed."
        case .selectivePollingUnavailable: "The fax machine that answered gives out no documents by their address."
        case .nothingToPoll: "The fax machine that answered has no document to be fetched."
        case .pollUnanswered: "The fax machine that answered did not react when a document was asked for."
        case .pollRefused: "The fax machine that answered refused to give out a document."
        case .pollingNotAllowed: "The calling fax machine wanted to fetch a document that is not for it."
        case .nothingOffered: "The calling fax machine wanted to fetch a document, and there is none for it."
        case .parametersUnacceptable: "The calling fax machine wanted to send in a way that is not offered."
        case .passwordWrong: "The calling fax machine did not give the right password."
        case .callerUnintelligible: "The caller sent signals that are no fax commands."
        case .callerSilentInTraining: "The calling fax machine fell silent when a transmission rate had failed."
        case .callerLeftInTraining: "The calling fax machine ended the call because the line was too bad."
        case .noPage: "The calling fax machine fell silent before its first page."
        case .noPostMessageCommand: "The calling fax machine fell silent within or after a page."
        case .noNextPage: "The calling fax machine announced another page and did not send it."
        case .noNextDocument: "The calling fax machine announced another document and did not send it."
        case .noRepetition: "The calling fax machine did not repeat a page that had come damaged."
        case .pageRefusedTooOften: "Pages came so damaged, again and again, that we ended the call."
        case .partsGivenUp: "The calling fax machine gave up repeating damaged parts of a page."
        case .callerLeftBeforePage: "The calling fax machine ended the call before its first page."
        case .callerLeftInPage: "The calling fax machine ended the call within a page."
        case .callerLeftBetweenPages: "The calling fax machine ended the call although it had announced more pages."
        case .callerLeftAfterRefusal: "The calling fax machine ended the call when a page had come damaged."
        case .pageNotStored: "A page that was received could not be stored."
        case .busy: "The number was busy."
        case .noAnswer: "Nobody answered the call."
        case .noCarrier: "The call was not put through, or no fax machine was heard."
        case .noDialtone: "Our telephone line gave no dial tone."
        case .voiceAnswered: "A person or an answering machine answered, not a fax machine."
        case .dialRefused: "Our modem refuses to dial this number for now."
        case .noIdentification: "Something answered, but it did not identify itself as a fax machine."
        case .receiverUnavailable: "The fax machine that answered is not able to receive at the moment."
        case .noCommonModulation: "The fax machine that answered and our modem have no transmission rate in common."
        case .disconnectedInNegotiation: "The far fax machine ended the call before any page was sent."
        case .trainingFailed: "The telephone line was too bad for every transmission rate."
        case .trainingUnanswered: "The far fax machine did not answer when the transmission rate was tried out."
        case .pageRejected: "The far fax machine received a page badly each time it was sent."
        case .pageUnanswered: "The far fax machine fell silent after a page, without confirming it."
        case .unexpectedAnswer: "The far fax machine answered a page with something that makes no sense."
        case .errorsRemained: "Transmission errors in a page remained although it was repeated at every rate."
        case .receiverStayedBusy: "The far fax machine was not ready to go on within a minute."
        case .disconnectedInPage: "The far fax machine ended the call without confirming the page."
        case .lineDropped: "The connection was lost during the call."
        case .tooLong: "The far fax machine took so long for a page that we ended the call."
        case .modemFailed: "Our modem failed during the call."
        case .pageUnavailable: "A page could not be prepared for sending."
        case .cancelled: "The call was ended by us before all pages were sent."
        }
    }

    /// How the call ended that did not come about.
    init(_ failure: DialFailure) {
        switch failure {
        case .busy: self = .busy
        case .noAnswer: self = .noAnswer
        case .noCarrier: self = .noCarrier
        case .noDialtone: self = .noDialtone
        case .voice: self = .voiceAnswered
        case .refused: self = .dialRefused
        }
    }
}
