import FaxModel
import T30

extension FuzzTarget {
    /// A call that sends: the input says what its far end, its modem and its timers do.
    static let sending = FuzzTarget("sending") { input in
        var reader = InputReader(input)
        let flags = reader.octet()
        let pages = Array(repeating: PageFormat(), count: 1 + Int(flags % 4))
        let order = SendingOrder(
            number: "1", pages: pages,
            documents: (flags & 4 == 0 ? [0] : [0, 1]).map { SendingOrder.Document(firstPage: $0) },
            polling: flags & 8 == 0 ? nil : PollingRequest())
        var call = SendingCall(order: order, policy: SendingPolicy(errorCorrection: flags & 16 == 0))
        var play = CallPlay(reader)
        try play.play(call.start()) { call.handle($0) }
        guard let report = play.report else { return }
        try FuzzFinding.unless(
            report.ending != .sent || report.confirmedPages == pages.count, "it is sent without all its pages")
        try FuzzFinding.unless(report.confirmedPages <= pages.count, "more pages are confirmed than there are")
    }

    /// A call that is answered, or polls: the input says what its far end, its modem, its timers and its store do.
    static let receiving = FuzzTarget("receiving") { input in
        var reader = InputReader(input)
        let flags = reader.octet()
        let policy = ReceivingPolicy(errorCorrection: flags & 16 == 0)
        let offers = flags & 4 == 0 ? [] : [PollingOffer(pages: [PageFormat()])]
        var call =
            flags & 8 == 0
            ? ReceivingCall(policy: policy, offers: offers)
            : ReceivingCall(polling: "1", PollingRequest(), policy: policy)
        var play = CallPlay(reader)
        try play.play(call.start()) { call.handle($0) }
    }
}
