internal import CSpanDSP

/// The 8-bit coding of a digital telephone line (ITU-T G.711).
public enum Companding: String, Sendable, CaseIterable {
    /// Europe and most of the world.
    case aLaw = "a"
    /// North America and Japan.
    case muLaw = "u"

    /// A linear 16-bit sample after one passage through the code.
    public func roundTrip(_ sample: Int16) -> Int16 {
        switch self {
        case .aLaw: spandsp_alaw_to_linear(spandsp_linear_to_alaw(Int32(sample)))
        case .muLaw: spandsp_ulaw_to_linear(spandsp_linear_to_ulaw(Int32(sample)))
        }
    }
}
