extension CallEnding {
    /// Where in a call something went wrong.
    public enum Group: String, Hashable, Sendable, CaseIterable {
        case success, dial, negotiation, training, page, drop, local
    }

    /// Where it went wrong.
    public var group: Group {
        switch self {
        case .sent, .received: .success
        case .busy, .noAnswer, .noCarrier, .noDialtone, .voiceAnswered, .dialRefused, .answerFailed: .dial
        case .noIdentification, .receiverUnavailable, .noCommonModulation, .disconnectedInNegotiation,
            .subaddressUnavailable, .passwordUnavailable, .selectivePollingUnavailable, .nothingToPoll,
            .pollUnanswered, .pollRefused, .callerSilent, .callerLeft, .callerUnintelligible, .bothReceive,
            .pollingNotAllowed, .nothingOffered, .parametersUnacceptable, .passwordWrong:
            .negotiation
        case .trainingFailed, .trainingUnanswered, .trainingMisunderstood, .disconnectedInTraining,
            .callerSilentInTraining, .callerLeftInTraining, .trainedTooOften:
            .training
        case .pageRejected, .pageInterrupted, .pageUnanswered, .blockUnanswered, .unexpectedAnswer,
            .restartedTooOften, .errorsRemained, .rateChangeUnanswered, .receiverStayedBusy,
            .busyReceiverSilent, .noPage, .noPostMessageCommand, .noNextPage, .noNextDocument, .noRepetition,
            .pageRefusedTooOften, .framesStayedDamaged, .partsGivenUp, .pageUnheard:
            .page
        case .lineDroppedInNegotiation, .lineDroppedInTraining, .lineDropped, .disconnectedInPage,
            .disconnectedBetweenPages, .callerLeftBeforePage, .callerLeftInPage, .callerLeftBetweenPages,
            .callerLeftAfterRefusal, .tooLong:
            .drop
        case .lineRang, .modemFailed, .pageUnavailable, .pageNotStored, .storedTooLate, .cancelled, .abandoned: .local
        }
    }
}
