/// Why a local part is no fax address: words that follow "… is no fax address: ".
public struct FaxAddressError: Error, Hashable, CustomStringConvertible {
    /// The reason, without a capital letter or a full stop.
    public var description: String

    /// There is nothing like a number in it: it may be somebody's name.
    public static let noNumber = FaxAddressError("it names no fax number")

    init(_ description: String) {
        self.description = description
    }
}
