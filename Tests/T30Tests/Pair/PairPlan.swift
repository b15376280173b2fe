import FaxModel
import TestSupport

@testable import T30

/// Who sends what to whom in a paired call: all of it chosen by a seed.
struct PairPlan {
    /// The ends: 0 calls, 1 answers.
    let ends: [PairEnd]

    /// The plan of this seed.
    init(_ random: inout SeededGenerator) {
        func chance(_ percent: Int) -> Bool { random.below(100) < percent }
        let rates: [Set<Modulation>] = [
            Set(Modulation.allCases), [.v29at9600, .v29at7200, .v27ter4800, .v27ter2400], [.v27ter4800, .v27ter2400],
        ]
        var sending = SendingPolicy(
            stationID: chance(50) ? StationID("+49 228 1") : nil, errorCorrection: chance(60),
            modulations: rates[chance(60) ? 0 : random.below(3)], smallFrames: chance(30), pageTime: 600_000)
        if chance(20) { sending.codings = [.mh] }
        var receiving = ReceivingPolicy(
            stationID: chance(50) ? StationID("+49 30 99") : nil, errorCorrection: chance(80),
            modulations: rates[chance(60) ? 0 : random.below(3)], pageTime: 500_000)
        if chance(20) { receiving.maximumWidth = .a4 }
        let pages = (0..<1 + random.below(3)).map { number in
            let lines = chance(98) ? 1 + random.below(60) : 2_000 + random.below(8_000)
            return TestPage.octets(number, lines: lines, &random)
        }
        let formats = pages.map { _ in PageFormat(resolution: chance(90) ? .fine : .standard) }
        switch random.below(10) {
        case 0:
            let call = ReceivingCall(polling: "1", PollingRequest(), policy: receiving)
            let answer = ReceivingCall(
                policy: receiving, offers: chance(90) ? [PollingOffer(pages: formats, policy: sending)] : [])
            ends = [PairEnd(.receiving(call), pages: []), PairEnd(.receiving(answer), pages: pages)]
        case 1:
            var order = SendingOrder(number: "1", pages: formats, polling: PollingRequest())
            order.receivingPolicy = receiving
            let answer = ReceivingCall(
                policy: receiving, offers: [PollingOffer(pages: formats, policy: sending)])
            ends = [
                PairEnd(.sending(SendingCall(order: order, policy: sending)), pages: pages),
                PairEnd(.receiving(answer), pages: pages),
            ]
        default:
            let order = SendingOrder(
                number: "1", pages: formats,
                documents: (chance(20) ? [0, 1] : [0]).map { SendingOrder.Document(firstPage: $0) },
                firstRate: chance(20) ? 9600 : .max)
            ends = [
                PairEnd(.sending(SendingCall(order: order, policy: sending)), pages: pages),
                PairEnd(.receiving(ReceivingCall(policy: receiving)), pages: []),
            ]
        }
    }
}
