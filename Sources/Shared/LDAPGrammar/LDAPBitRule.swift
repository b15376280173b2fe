/// Active Directory's matching rules for bits of a number (MS-ADTS §3.1.1.3.4.4): `(userAccountControl:1.2.840.113556.1.4.803:=2)`.
enum LDAPBitRule: String {
    /// All bits of the mask are set.
    case all = "1.2.840.113556.1.4.803"
    /// At least one of them is.
    case any = "1.2.840.113556.1.4.804"

    /// Whether `value` has the bits of `mask`.
    func matches(_ value: Int64, _ mask: Int64) -> Bool {
        switch self {
        case .all: value & mask == mask
        case .any: value & mask != 0
        }
    }
}
