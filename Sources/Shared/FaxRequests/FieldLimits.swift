/// How long texts in header fields may be, in characters, and how many there may be.
enum FieldLimits {
    static let reference = 200
    static let billingCode = 64
    static let subject = 500
    static let comments = 2_000
    static let party = 100
    static let headerLine = 60
    /// Rows of a cover page that a sender adds, for all recipients and for each alone.
    static let rows = 8
    static let label = 30
    static let row = 200
}
