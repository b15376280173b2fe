/// Why a local part is no fax address: words that follow "… is no fax address: ".
public struct FaxAddressError: Error, Hashable, CustomStringConvertible {
    /// The reason, without a capital letter or a full stop.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
