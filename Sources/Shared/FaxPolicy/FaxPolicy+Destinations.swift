public import FaxAddressing
import FaxModel

extension FaxPolicy {
    /// What the local part of a fax address means, and where such a fax goes.
    ///
    /// - Throws: when it is no fax address, or its number can't be told.
    public func destination(
        ofLocalPart text: String
    ) throws(FaxAddressError) -> (address: FaxAddress, destination: Destination) {
        var address = try FaxAddress(localPart: text)
        let destination = try Destination(address.number, plan, costlyNumbers)
        address.number = destination.number
        return (address, destination)
    }

    /// Where a fax to a person goes: to the first of his numbers, as a directory has them, that can be dialled; `nil` where none can.
    public func destination(ofNumbers numbers: [String]) -> Destination? {
        numbers.lazy.compactMap { try? self.destination(ofLocalPart: $0).destination }.first
    }
}
