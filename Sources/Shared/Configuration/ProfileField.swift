/// What is said of a profile: a key of an item of `profiles`, or a column of a file.
public enum ProfileField: String, Hashable, Sendable, CaseIterable {
    case name, dialled, subaddress, caller, station
    case lineGroup = "line-group"
    case hours, copy, to, cc, bcc, group, notice, attachment, preview, incomplete, language
    case billingCode = "billing-code"

    /// Whether a value may have spaces in it.
    public var isText: Bool {
        switch self {
        case .name, .station, .hours, .billingCode, .group: true
        case .dialled, .subaddress, .caller, .lineGroup, .copy, .to, .cc, .bcc, .notice, .attachment, .preview,
            .incomplete, .language:
            false
        }
    }
}
