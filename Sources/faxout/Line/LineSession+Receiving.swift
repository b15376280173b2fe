import FaxModel
import T30

/// A call that has come in, or that we make to fetch a document.
extension LineSession {
    /// What has become of a call that receives.
    struct Received {
        /// How it ended.
        var report: CallReport
        /// The place of the document that the caller has fetched, among those that were offered; `nil` where it has fetched none.
        var offer: Int?
    }

    /// Answers the call that rings, or makes one that polls, and receives, to its end. Pages are decoded while they come, and none
    /// is confirmed before it is stored.
    ///
    /// - Parameters:
    ///   - call: the call, not begun.
    ///   - store: stores a page, and says sooner or later, from whatever thread, what has become of it (`.pageStored` or
    ///     `.pageNotStored`). The call goes on meanwhile.
    ///   - confirm: called with the number of a page that is about to be confirmed.
    ///   - prepare: a page of the offered document of this place, coded; or throws why there is none.
    /// - Throws: when the process has no descriptor left; then nothing was answered or dialled.
    mutating func receive(
        _ call: consuming ReceivingCall, store: (ArrivedPage, @escaping @Sendable (CallEvent) -> Void) -> Void,
        confirm: (Int) -> Void, prepare: (Int, PageRequest) throws -> [UInt8]
    ) throws(LineError) -> Received {
        let inbox = try CallInbox()
        self.inbox = inbox
        defer { self.inbox = nil }
        began = clock.now
        var page: ArrivingPage?
        var far = FarStation()
        var offer: Int?
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
                    case .success(let arrived)?:
                        trace.note(arrived.quality, at: elapsed)
                        store(arrived) { inbox.put($0) }
                    case .failure(let error)?: pending.append(.pageNotStored(error.description))
                    case nil: break
                    }
                    page = nil
                case .discardPage:
                    page = nil
                case .confirmPage(let index):
                    confirm(index)
                case .offerTaken(let index):
                    offer = index
                case .preparePage(let request):
                    do {
                        pending.append(.pagePrepared(try prepare(offer ?? 0, request)))
                    } catch {
                        pending.append(.pageFailed("\(error)"))
                    }
                case .confirmPages:
                    break  // Nothing is sent again to a caller who fetches: he calls again.
                case .finish(let report):
                    return Received(report: report, offer: offer)
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
