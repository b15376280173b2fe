import FaxModel
import T30

/// What a sender wants of the call itself. Faxes go in one call only where they want the same of it.
struct CallTerms: Hashable, Sendable {
    private let stationID: String?
    /// The password that the far end wants (SID or PWD); `nil` for none.
    let password: StationID?
    private let coding: CodingScheme?
    private let errorCorrection: Bool?
    private let maximumRate: Int?

    /// What the sender of a fax wants.
    ///
    /// - Parameter password: what was sealed in the options.
    init(_ options: FaxOptions, password: String? = nil) {
        stationID = options.stationID
        self.password = password.map { StationID($0) }
        coding = options.coding
        errorCorrection = options.errorCorrection
        maximumRate = options.maximumRate
    }

    /// Keeps a line's policy within what is wanted: nothing gets more than the operator allows.
    func limit(_ policy: inout SendingPolicy) {
        if let stationID { policy.stationID = StationID(stationID) }
        if let coding { policy.codings.formIntersection(coding.upToHere) }
        if errorCorrection == false { policy.errorCorrection = false }
        if let maximumRate {
            policy.modulations = policy.modulations.filter { $0.bitRate <= maximumRate }
        }
    }
}
