import FaxModel

extension Capabilities {
    /// What a station with this policy says of itself in its DIS or DTC (T.30 table 2).
    public init(_ policy: ReceivingPolicy) {
        var bits = BitField()
        bits[10] = true
        let v17 = policy.modulations.contains { $0.recommendation == "V.17" }
        let v29 = policy.modulations.contains { $0.recommendation == "V.29" }
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
        bits[15] = true
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
