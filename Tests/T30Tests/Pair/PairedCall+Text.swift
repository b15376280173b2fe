import FaxModel

@testable import T30

extension PairedCall {
    /// An event, for a trace.
    static func text(_ event: CallEvent) -> String {
        switch event {
        case .modem(.frameReceived(let octets, let isIntact)):
            isIntact ? text(octets) : "damaged frame"
        case .modem(.dataReceived(let octets)): "data \(octets.count)"
        case .pagePrepared(let octets): "page prepared, \(octets.count)"
        case .modem, .timerExpired, .pageFailed, .pageStored, .pageNotStored, .cancelled, .abandoned: "\(event)"
        }
    }

    /// An action, for a trace.
    static func text(_ action: CallAction) -> String {
        switch action {
        case .modem(.sendFrames(let frames)): frames.map { text($0) }.joined(separator: " ")
        case .modem(.sendPage(let modulation, _, let octets)): "page \(octets.count) \(modulation)"
        case .modem(.sendBlock(let modulation, _, let frames)): "block \(frames.count) \(modulation)"
        case .pageData(let octets): "page data \(octets.count)"
        case .beginPage(let index, _): "begin page \(index)"
        case .finish(let report): "finish \(report.ending)"
        case .modem, .interruptModem, .startTimer, .stopTimer, .stopAllTimers, .preparePage, .confirmPages, .storePage,
            .discardPage, .confirmPage, .offerTaken:
            "\(action)"
        }
    }

    private static func text(_ octets: [UInt8]) -> String { Frame(octets: octets).map { "\($0)" } ?? "?" }
}
