public import FaxModel

extension CallEnding {
    /// The class that decides whether and when to try again; of a call that we answered, whether it went well.
    ///
    /// A modem that fails once it has dialled is no local trouble: the call may have been answered, and such calls must
    /// come to an end.
    public var outcome: CallOutcome {
        switch self {
        case .sent, .received: .sent
        case .busy: .busy
        case .noAnswer, .receiverUnavailable, .nothingToPoll: .noAnswer
        case .noCarrier, .dialRefused, .answerFailed: .noCarrier
        case .noDialtone, .lineRang, .pageUnavailable, .pageNotStored, .cancelled, .abandoned: .local
        case .voiceAnswered, .noIdentification, .callerSilent, .callerUnintelligible: .notFax
        case .noCommonModulation, .subaddressUnavailable, .passwordUnavailable, .selectivePollingUnavailable,
            .pollRefused, .bothReceive, .pollingNotAllowed, .nothingOffered, .parametersUnacceptable,
            .passwordWrong:
            .incompatible
        case .disconnectedInNegotiation, .pollUnanswered, .callerLeft, .disconnectedInTraining, .pageUnanswered,
            .blockUnanswered, .rateChangeUnanswered, .busyReceiverSilent, .noPage, .noPostMessageCommand,
            .noNextPage, .noNextDocument, .noRepetition, .lineDroppedInNegotiation, .lineDroppedInTraining,
            .lineDropped, .disconnectedInPage, .disconnectedBetweenPages, .callerLeftBeforePage,
            .callerLeftInPage, .callerLeftBetweenPages, .callerLeftAfterRefusal, .tooLong, .modemFailed,
            .storedTooLate:
            .dropped
        case .trainingFailed, .trainingUnanswered, .trainingMisunderstood, .callerSilentInTraining,
            .callerLeftInTraining, .trainedTooOften:
            .trainingFailed
        case .pageRejected, .pageInterrupted, .unexpectedAnswer, .restartedTooOften, .errorsRemained,
            .receiverStayedBusy, .pageRefusedTooOften, .framesStayedDamaged, .partsGivenUp, .pageUnheard:
            .pageNotConfirmed
        }
    }
}
