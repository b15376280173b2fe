/// What a receiving station waits for: how the call ended if that never comes.
enum Awaited: Hashable, Sendable {
    /// The first command after the DIS.
    case firstCommand
    /// Another DCS, after FTT.
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

    /// How a call ended whose far end fell silent.
    var silence: CallEnding {
        switch self {
        case .firstCommand: .callerSilent
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
        case .firstCommand: .callerLeft
        case .training: .callerLeftInTraining
        case .page: .callerLeftBeforePage
        case .postMessage: .callerLeftInPage
        case .nextPage, .nextDocument: .callerLeftBetweenPages
        case .repetition: .callerLeftAfterRefusal
        case .goodbye: .received
        case .incompleteEnd: .partsGivenUp
        }
    }
}
