import FaxModel
import T30

/// A call that has come in.
extension LineSession {
    /// Answers the call that rings, and receives, to its end. Pages are decoded while they come, and none is confirmed before
    /// it is stored.
    ///
    /// - Parameters:
    ///   - store: stores a page, and says sooner or later, from whatever thread, what has become of it (`.pageStored` or
    ///     `.pageNotStored`). The call goes on meanwhile.
    ///   - confirm: called with the number of a page that is about to be confirmed.
    /// - Throws: when the process has no descriptor left; then nothing was answered.
    mutating func receive(
        _ policy: ReceivingPolicy, store: (ArrivedPage, @escaping @Sendable (CallEvent) -> Void) -> Void,
        confirm: (Int) -> Void
    ) throws(LineError) -> CallReport {
        let inbox = try CallInbox()
        self.inbox = inbox
        defer { self.inbox = nil }
        began = clock.now
        var call = ReceivingCall(policy: policy)
        var page: ArrivingPage?
        var far = FarStation()
        takeCancellation()
        var actions = pending.isEmpty ? call.start() : call.handle(pending.removeFirst())
        while true {
            for action in actions where !carryOut(action) {
                switch action {
                case .beginPage(let index, let parameters):
                    page = ArrivingPage(index: index, parameters: parameters)
                case .pageData(let octets):
                    guard let sentence = page?.receive(octets) else { continue }
                    page = nil
                    pending.append(.pageNotStored(sentence))
                case .storePage:
                    switch page?.finish(from: far) {
                    case .success(let arrived)?: store(arrived) { inbox.put($0) }
                    case .failure(let error)?: pending.append(.pageNotStored(error.description))
                    case nil: break
                    }
                    page = nil
                case .discardPage:
                    page = nil
                case .confirmPage(let index):
                    confirm(index)
                case .finish(let report):
                    return report
                case .preparePage, .confirmPages:
                    preconditionFailure("a call that offers no document sends no page")
                case .modem, .interruptModem, .startTimer, .stopTimer, .stopAllTimers:
                    preconditionFailure("what is for modem and timers is carried out before")
                }
            }
            let event = nextEvent()
            if case .modem(.frameReceived(let octets, isIntact: true)) = event { far.note(octets) }
            actions = call.handle(event)
        }
    }
}
