extension NumberPattern {
    /// How exactly it names numbers: of two that a number is among, the one with the higher value says more of it. A digit more counts
    /// more than anything; of as many, one number is more exact than a range.
    ///
    /// - Parameter countryCode: our country, whose numbers `national` are.
    public func exactness(countryCode: String?) -> Int {
        switch self {
        case .anywhere: 0
        case .international, .extensions: 1
        // + and the country code.
        case .national: 2 * ((countryCode?.count ?? 0) + 1) + 1
        case .beginning(let digits), .oneExtension(let digits): 2 * digits.count + 1
        case .range(let first, _): 2 * first.count
        }
    }
}
