import FaxModel

/// How a call ended: what a program can tell apart. Raw values are codes for programs, and stay what they are;
/// docs/OUTCOMES.md lists them with what is said and done.
public enum CallEnding: String, Hashable, Sendable, CaseIterable {
    // Success.
    /// Every page was confirmed.
    case sent
    /// We received, and the far end said that it had no more.
    case received

    // Dialling and answering.
    /// The modem heard the busy tone.
    case busy
    /// The modem heard it ring, and nobody answered.
    case noAnswer
    /// The modem heard no fax within its time, or the network ended the call.
    case noCarrier
    /// The modem heard no dial tone.
    case noDialtone
    /// The modem heard a voice.
    case voiceAnswered
    /// The modem refuses to dial the number for now.
    case dialRefused
    /// A call that rang could not be answered, or was over before it was.
    case answerFailed

    // Negotiation.
    /// Signals, but no DIS within T1.
    case noIdentification
    /// The DIS says that the far end can't receive (bit 10): it has no paper, or nothing but a document to be
    /// polled.
    case receiverUnavailable
    /// The far end and our modem have no modulation in common.
    case noCommonModulation
    /// The far end ended the call (DCN) before it had identified itself.
    case disconnectedInNegotiation
    /// The far end takes no subaddress (DIS bit 49), and the fax has one.
    case subaddressUnavailable
    /// The far end takes no password (DIS bit 50), and one is needed.
    case passwordUnavailable
    /// The far end gives out no documents by address (DIS bit 47), and we asked for one.
    case selectivePollingUnavailable
    /// The far end has no document to be polled (DIS bit 9).
    case nothingToPoll
    /// No answer to DTC, as often as it was sent; or no DIS after our own pages.
    case pollUnanswered
    /// The far end ended the call (DCN) in answer to our DTC.
    case pollRefused
    /// We answered, and no fax command came within T1.
    case callerSilent
    /// The caller ended the call (DCN) in answer to our DIS.
    case callerLeft
    /// The caller sends nothing but signals that are no commands.
    case callerUnintelligible
    /// The caller has sent a DIS as we have, and nothing else.
    case bothReceive
    /// The caller polls (DTC) with an address or password that none of our documents has.
    case pollingNotAllowed
    /// The caller polls (DTC), and there is nothing for it.
    case nothingOffered
    /// The caller asks (DCS) for what our DIS does not offer.
    case parametersUnacceptable
    /// The caller gave no password or a wrong one (SID or PWD).
    case passwordWrong

    // Training.
    /// Every rate was refused (FTT).
    case trainingFailed
    /// No answer to DCS and training, as often as it was sent.
    case trainingUnanswered
    /// The answers to DCS and training are none, as often as it was sent: DIS again, or a response to something
    /// else.
    case trainingMisunderstood
    /// The far end ended the call (DCN) instead of accepting a rate.
    case disconnectedInTraining
    /// The caller fell silent after DCS or our FTT.
    case callerSilentInTraining
    /// The caller ended the call (DCN) after DCS or our FTT.
    case callerLeftInTraining
    /// The caller trained again and again (DCS), and sent no page that could be confirmed.
    case trainedTooOften

    // Page.
    /// The far end refused a page (RTN) as often as it was sent.
    case pageRejected
    /// The far end's operator refused a page (PIN) as often as it was sent.
    case pageInterrupted
    /// No answer to the command after a page, as often as it was sent.
    case pageUnanswered
    /// No answer to the command after a block (PPS), as often as it was sent.
    case blockUnanswered
    /// The far end's answers to the command after a page make no sense.
    case unexpectedAnswer
    /// The far end began anew (DIS) after a page, as often as it was sent.
    case restartedTooOften
    /// With error correction, frames stayed damaged at every rate (EOR).
    case errorsRemained
    /// No answer to CTC, as often as it was sent.
    case rateChangeUnanswered
    /// The far end was not ready to go on (RNR) until T5 ran out.
    case receiverStayedBusy
    /// The far end was not ready to go on (RNR), and then no answer came to RR, as often as it was sent.
    case busyReceiverSilent
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
    /// We refused pages (RTN) again and again.
    case pageRefusedTooOften
    /// We asked for frames (PPR) again and again, and the caller never gave up.
    case framesStayedDamaged
    /// The caller gave up repeating frames of a page (EOR).
    case partsGivenUp
    /// The command that ends a page came, and of the page nothing had been heard.
    case pageUnheard

    // Drop.
    /// The connection was lost before a rate was tried out.
    case lineDroppedInNegotiation
    /// The connection was lost while a rate was tried out.
    case lineDroppedInTraining
    /// The connection was lost within or between pages.
    case lineDropped
    /// The far end ended the call (DCN) instead of confirming a page.
    case disconnectedInPage
    /// The far end ended the call (DCN) instead of identifying itself for the next page.
    case disconnectedBetweenPages
    /// The caller ended the call (DCN) after our CFR, without a page.
    case callerLeftBeforePage
    /// The caller ended the call (DCN) within a page.
    case callerLeftInPage
    /// The caller ended the call (DCN) although it had announced more.
    case callerLeftBetweenPages
    /// The caller ended the call (DCN) after we had refused a page or asked for frames.
    case callerLeftAfterRefusal
    /// A page took longer than `SendingPolicy.pageTime` or `ReceivingPolicy.pageTime`.
    case tooLong

    // Local.
    /// It rang at our line when the number was about to be dialled.
    case lineRang
    /// The modem does not answer any more, or says that it can't go on.
    case modemFailed
    /// A page that was to be sent can't be had.
    case pageUnavailable
    /// A page that was received could not be stored.
    case pageNotStored
    /// The caller ended the call (DCN) while its page was being stored.
    case storedTooLate
    /// The call was not wanted any more, and ended between two pages.
    case cancelled
    /// The call was not wanted any more, and ended at once.
    case abandoned

    /// How the call ended that did not come about.
    init(_ failure: DialFailure) {
        switch failure {
        case .busy: self = .busy
        case .noAnswer: self = .noAnswer
        case .noCarrier: self = .noCarrier
        case .noDialtone: self = .noDialtone
        case .voice: self = .voiceAnswered
        case .refused: self = .dialRefused
        case .ringing: self = .lineRang
        }
    }
}
