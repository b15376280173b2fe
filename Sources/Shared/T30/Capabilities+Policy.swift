import FaxModel

extension Capabilities {
    /// What a station with this policy says of itself in its DIS (T.30 table 2). A DIS names a modulation with all its
    /// rates: one whose fastest rate is not allowed is left out, as far as that can be.
    ///
    /// - Parameter offers: what it has for those who poll.
    public init(_ policy: ReceivingPolicy, offers: [PollingOffer] = []) {
        var bits = BitField()
        bits[10] = true
        let v17 = policy.modulations.contains(.v17at14400)
        let v29 = policy.modulations.contains(.v29at9600)
        let v27 = policy.modulations.contains(.v27ter4800)
        let rates =
            switch (v17, v29, v27) {
            case (true, _, _): 0b1101
            case (false, true, true): 0b1100
            case (false, true, false): 0b1000
            case (false, false, true): 0b0100
            case (false, false, false): 0b0000
            }
        bits.set(11, count: 4, to: rates)
        bits[9] = !offers.isEmpty
        bits[15] = !policy.resolutions.isDisjoint(with: [.fine, .inch200])
        bits[16] = policy.codings.contains(.mr)
        switch policy.maximumWidth {
        case .a4: break
        case .b4: bits[17] = true
        case .a3: bits[18] = true
        }
        bits[20] = true
        bits.set(21, count: 3, to: 0b111)
        bits[27] = policy.errorCorrection
        bits[31] = policy.errorCorrection && policy.codings.contains(.mmr)
        bits[41] = policy.resolutions.contains(.superfine)
        bits[42] = policy.resolutions.contains(.inch300)
        bits[43] = !policy.resolutions.isDisjoint(with: [.hyperfine, .inch400])
        bits[44] = !policy.resolutions.isDisjoint(with: [.inch200, .inch400])
        bits[45] = !policy.resolutions.isDisjoint(with: [.fine, .hyperfine])
        bits[47] = offers.contains { $0.address != nil }
        bits[49] = true
        bits[50] = true
        self.init(field: bits.octets)
    }

    /// What a station with this policy says of itself in its DTC, in which it asks for a document (T.30 table 2).
    init(_ policy: ReceivingPolicy, request: PollingRequest) {
        var bits = BitField(Capabilities(policy).field)
        bits[9] = true
        bits[47] = request.address != nil
        bits[49] = false
        bits[50] = request.password != nil
        self.init(field: bits.octets)
    }

    /// Whether a DCS with these parameters asks for nothing that this DIS or DTC does not offer.
    func allows(_ parameters: SessionParameters) -> Bool {
        modulations.contains(parameters.modulation)
            && resolutions.contains(parameters.format.resolution)
            && parameters.format.width <= maximumWidth
            && codings(errorCorrection: parameters.errorCorrection).contains(parameters.coding)
            && (errorCorrection || !parameters.errorCorrection)
    }
}
