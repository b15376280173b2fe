import FaxModel
import Testing

@testable import T30

extension CallScript {
    /// Plays the call.
    ///
    /// - Returns: the timers that have run out.
    @discardableResult
    func play() -> Set<CallTimer> {
        var call = scriptedCall()
        for (place, line) in lines {
            call.play(line, Comment(rawValue: "\(name)\n\(place)"), #_sourceLocation)
        }
        return call.expired
    }

    private func scriptedCall() -> ScriptedCall {
        let storesLate = settings["storing"] == "late"
        switch settings["we"] {
        case "receive":
            let call = ReceivingCall(policy: receivingPolicy, offers: offers)
            return ScriptedCall(.receiving(call), pages: pages, storesLate: storesLate)
        case "poll":
            let call = ReceivingCall(polling: "12345", request, policy: receivingPolicy)
            return ScriptedCall(.receiving(call), storesLate: storesLate)
        default:
            let call = SendingCall(order: order, policy: sendingPolicy)
            return ScriptedCall(.sending(call), pages: pages, storesLate: storesLate)
        }
    }

    private var order: SendingOrder {
        let subaddresses = (option("subaddress") ?? "").split(separator: " ").map { StationID(String($0)) }
        let starts = [0] + (option("documents at").map { Line.numbers($0) } ?? [])
        let documents = starts.enumerated().map { index, page in
            SendingOrder.Document(
                firstPage: page, subaddress: subaddresses.indices.contains(index) ? subaddresses[index] : nil)
        }
        var order = SendingOrder(number: "12345", pages: formats, documents: documents)
        order.password = option("password").map { StationID($0) }
        order.firstRate = option("first rate").flatMap { Int($0) } ?? order.firstRate
        order.polling = options.contains("then poll") ? request : nil
        return order
    }

    private var request: PollingRequest {
        PollingRequest(
            address: option("address").map { StationID($0) }, password: option("poll password").map { StationID($0) })
    }

    /// The document of the script, and another one of one page.
    private var offers: [PollingOffer] {
        guard settings["pages"] != nil else { return [] }
        let other = option("other address").map { address in
            PollingOffer(pages: [PageFormat()], address: StationID(address), policy: sendingPolicy)
        }
        let offer = PollingOffer(
            pages: formats, address: option("address").map { StationID($0) },
            password: option("poll password").map { StationID($0) }, policy: sendingPolicy)
        return [other, offer].compactMap { $0 }
    }

    /// The words of `with`, apart.
    private var options: [String] {
        (settings["with"] ?? "").split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
    }

    /// What follows this word in `with`.
    private func option(_ word: String) -> String? {
        options.first { $0.hasPrefix(word + " ") }.map { String($0.dropFirst(word.count + 1)) }
    }

    private var modulations: Set<Modulation> {
        guard let list = option("rates") else { return Set(Modulation.allCases) }
        return Set(list.split(separator: " ").compactMap { Modulation(rawValue: String($0)) })
    }

    private var codings: Set<CodingScheme> {
        options.contains("mh only") ? [.mh] : [.mh, .mr, .mmr]
    }

    /// Sizes of the coded pages, `pages 3 300*standard`: one of 3 octets, fine, and one of 300 octets, standard.
    private var pageWords: [Substring] { (settings["pages"] ?? "3").split(separator: " ") }

    private var pages: [[UInt8]] {
        pageWords.map { word in
            let size = Int(word.prefix { $0.isNumber }) ?? 0
            return (0..<size).map { UInt8(truncatingIfNeeded: $0 + 1) }
        }
    }

    private var formats: [PageFormat] {
        pageWords.map { word in
            let parts = word.split(separator: "*").map(String.init)
            return PageFormat(
                width: parts.contains("a3") ? .a3 : parts.contains("b4") ? .b4 : .a4,
                resolution: parts.compactMap { PageResolution(rawValue: $0) }.first ?? .fine)
        }
    }

    private var sendingPolicy: SendingPolicy {
        var policy = SendingPolicy()
        policy.stationID = option("id").map { StationID($0) }
        policy.errorCorrection = !options.contains("no ecm")
        policy.codings = codings
        policy.modulations = modulations
        policy.smallFrames = options.contains("small frames")
        policy.pageTime = option("page time").flatMap { Int($0) } ?? policy.pageTime
        return policy
    }

    private var receivingPolicy: ReceivingPolicy {
        var policy = ReceivingPolicy()
        policy.stationID = option("id").map { StationID($0) }
        policy.errorCorrection = !options.contains("no ecm")
        policy.codings = codings
        policy.modulations = modulations
        policy.password = option("password").map { StationID($0) }
        policy.pageTime = option("page time").flatMap { Int($0) } ?? policy.pageTime
        policy.refusals = option("refusals").flatMap { Int($0) } ?? policy.refusals
        return policy
    }
}
