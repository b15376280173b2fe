/// What a receiving station waits for: how the call ended if that never comes.
enum Awaited: Hashable, Sendable {
    /// The far end's DIS.
    case identification
    /// An answer to our DTC.
    case pollAnswer
    /// The first command after the DIS.
    case firstCommand
    /// A command from a station that has sent a DIS as we have.
    case caller
    /// A training check, or another DCS after FTT.
    case training
    /// The first page after CFR.
    case page
    /// The command after a page or a block.
    case postMessage
    /// A page after MPS.
    case nextPage
    /// A DCS after EOM.
    case nextDocument
    /// A page that was refused, or frames that were asked for.
    case repetition
    /// DCN after the last page.
    case goodbye
    /// DCN after a last page of which the far end has given up parts.
    case incompleteEnd

    /// Takes in that the far end has identified itself as we have (DIS): it waits to receive, too.
    mutating func noteGlare() {
        if self == .firstCommand { self = .caller }
    }

    /// How a call ended whose far end fell silent.
    var silence: CallEnding {
        switch self {
        case .identification: .noIdentification
        case .pollAnswer: .pollUnanswered
        case .firstCommand: .callerSilent
        case .caller: .bothReceive
        case .training: .callerSilentInTraining
        case .page: .noPage
        case .postMessage: .noPostMessageCommand
        case .nextPage: .noNextPage
        case .nextDocument: .noNextDocument
        case .repetition: .noRepetition
        case .goodbye: .received
        case .incompleteEnd: .partsGivenUp
        }
    }

    /// How a call ended whose far end said goodbye (DCN).
    var departure: CallEnding {
        switch self {
        case .identification: .disconnectedInNegotiation
        case .pollAnswer: .pollRefused
        case .firstCommand: .callerLeft
        case .caller: .bothReceive
        case .training: .callerLeftInTraining
        case .page: .callerLeftBeforePage
        case .postMessage: .callerLeftInPage
        case .nextPage, .nextDocument: .callerLeftBetweenPages
        case .repetition: .callerLeftAfterRefusal
        case .goodbye: .received
        case .incompleteEnd: .partsGivenUp
        }
    }

    /// How a call ended whose connection was lost.
    var drop: CallEnding {
        switch self {
        case .identification, .pollAnswer, .firstCommand, .caller: .lineDroppedInNegotiation
        case .training: .lineDroppedInTraining
        case .page, .postMessage, .nextPage, .nextDocument, .repetition, .goodbye, .incompleteEnd: .lineDropped
        }
    }
}
