import FaxModel

@testable import T30

extension FuzzTarget {
    /// Two stations that agree on how to send a page. The input says what the sender may do and has, and what the receiver's
    /// DIS is: bits of any length, or those of a policy. What is left is a DCS of somebody else's.
    static let negotiation = FuzzTarget("negotiation") { input in
        var reader = InputReader(input)
        let sending = sendingPolicy(&reader)
        let page = PageFormat(
            width: PageWidth.allCases[reader.number(below: PageWidth.allCases.count)],
            resolution: PageResolution.allCases[reader.number(below: PageResolution.allCases.count)])
        if reader.octet() < 128 {
            try agree(Capabilities(field: reader.octets()), page, sending)
        } else {
            let receiving = receivingPolicy(&reader)
            let capabilities = Capabilities(receiving)
            try hold(capabilities, receiving)
            try agree(capabilities, page, sending)
        }
        try read(command: reader.octets())
    }

    private static func sendingPolicy(_ reader: inout InputReader) -> SendingPolicy {
        let flags = reader.octet()
        return SendingPolicy(
            errorCorrection: flags & 1 == 0, codings: some(of: CodingScheme.allCases, reader.octet()),
            modulations: some(of: Modulation.allCases, reader.octet()), smallFrames: flags & 2 != 0)
    }

    private static func receivingPolicy(_ reader: inout InputReader) -> ReceivingPolicy {
        ReceivingPolicy(
            errorCorrection: reader.octet() & 1 == 0, codings: some(of: CodingScheme.allCases, reader.octet()),
            modulations: some(of: Modulation.allCases, reader.octet()),
            resolutions: some(of: PageResolution.allCases, reader.octet()),
            maximumWidth: PageWidth.allCases[reader.number(below: PageWidth.allCases.count)])
    }

    /// Those of `all` whose bit is set.
    private static func some<Element: Hashable>(of all: [Element], _ bits: UInt8) -> Set<Element> {
        Set(all.indices.filter { bits >> $0 & 1 == 1 }.map { all[$0] })
    }

    /// What holds of a DIS that a policy has made.
    private static func hold(_ capabilities: Capabilities, _ policy: ReceivingPolicy) throws {
        try FuzzFinding.unless(capabilities.canReceive, "a station that receives does not say so")
        try FuzzFinding.unless(
            capabilities.errorCorrection == policy.errorCorrection, "error correction is not offered as it should be")
        try FuzzFinding.unless(capabilities.maximumWidth == policy.maximumWidth, "another width is offered")
        // A DIS names a modulation with all its rates: without the fastest it is not named.
        let nameable = policy.modulations.filter { modulation in
            let rates = Modulation.allCases.filter { $0.recommendation == modulation.recommendation }
            return policy.modulations.contains { $0.bitRate == rates.map(\.bitRate).max() && rates.contains($0) }
        }
        try FuzzFinding.unless(nameable.isSubset(of: capabilities.modulations), "a modulation is not offered")
        try FuzzFinding.unless(policy.resolutions.isSubset(of: capabilities.resolutions), "a resolution is not offered")
        let codings = Set(capabilities.codings(errorCorrection: policy.errorCorrection))
        let allowed = policy.codings.union([.mh]).subtracting(policy.errorCorrection ? [] : [.mmr])
        try FuzzFinding.unless(codings == allowed, "other codings are offered than should be")
        try FuzzFinding.unless(Capabilities(field: capabilities.field) == capabilities, "a DIS reads otherwise")
    }

    /// Whatever modulation is tried, what is agreed on is within what both can do, and the DCS says it.
    private static func agree(_ capabilities: Capabilities, _ page: PageFormat, _ policy: SendingPolicy) throws {
        try FuzzFinding.unless(!capabilities.description.isEmpty, "a DIS has no description")
        try FuzzFinding.unless(!capabilities.modulations.isEmpty, "a station receives with no modulation")
        for modulation in capabilities.modulations where policy.modulations.contains(modulation) {
            let agreed = SessionParameters(
                capabilities: capabilities, page: page, modulation: modulation, policy: policy)
            try FuzzFinding.unless(capabilities.allows(agreed), "the far end can't do what is agreed on")
            try FuzzFinding.unless(
                agreed.coding == .mh || policy.codings.contains(agreed.coding), "we may not use the coding")
            try FuzzFinding.unless(
                policy.errorCorrection || !agreed.errorCorrection, "we may not use error correction")
            try FuzzFinding.unless(agreed.coding != .mmr || agreed.errorCorrection, "MMR goes without error correction")
            try FuzzFinding.unless(agreed.format.width <= page.width, "the page becomes wider")
            let isNoDenser =
                agreed.format.resolution == .standard
                || agreed.format.resolution.horizontal * 100 <= page.resolution.horizontal * 105
                    && agreed.format.resolution.vertical * 100 <= page.resolution.vertical * 105
            try FuzzFinding.unless(isNoDenser, "the page becomes denser")
            let lineTime = capabilities.minimumScanLineTime(agreed.format.resolution)
            try FuzzFinding.unless(
                agreed.minimumScanLineTime == (agreed.errorCorrection ? 0 : lineTime), "lines take another time")
            try FuzzFinding.unless(
                SessionParameters(command: agreed.field) == agreed, "the DCS says something else than is agreed on")
            try FuzzFinding.unless(
                SessionParameters(command: agreed.modulationField)?.modulation == modulation,
                "the CTC says another modulation")
        }
    }

    /// What a DCS says can be said in a DCS.
    private static func read(command field: [UInt8]) throws {
        guard let parameters = SessionParameters(command: field) else { return }
        try FuzzFinding.unless(!parameters.description.isEmpty, "a DCS has no description")
        try FuzzFinding.unless(
            SessionParameters(command: parameters.field) == parameters, "a DCS does not come back as it was")
        let capabilities = Capabilities(ReceivingPolicy())
        try FuzzFinding.unless(
            !capabilities.allows(parameters) || parameters.coding != .mmr || parameters.errorCorrection,
            "MMR is taken without error correction")
    }
}
