import T30

/// What the far end has said of itself and of its fax so far.
struct FarStation: Hashable, Sendable {
    /// What it calls itself (TSI), without padding.
    private(set) var stationID: String?
    /// The subaddress for which the fax is (SUB).
    private(set) var subaddress: String?

    /// Takes a frame in that has come intact.
    mutating func note(_ octets: [UInt8]) {
        guard let frame = Frame(octets: octets) else { return }
        switch frame.field {
        case .tsi: stationID = StationID(field: frame.information)?.text ?? stationID
        case .sub: subaddress = StationID(field: frame.information)?.text ?? subaddress
        default: break
        }
    }
}
