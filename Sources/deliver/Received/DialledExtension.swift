import FaxModel
import UserProfiles

/// Which of our extensions was called, whatever form the exchange tells it in.
struct DialledExtension: Sendable {
    /// Which numbers are ours.
    let numbers: OwnNumbers

    /// The extension; `nil` where it can't be told, and of a fax that we fetched.
    func digits(of fax: ReceivedFax) -> String? {
        guard fax.polled == nil, let name = numbers.names(ofDialled: fax.caller.dialled).first,
            !name.digits.hasPrefix("+")
        else { return nil }
        if numbers.dialable(name.digits) == name { return name.digits }
        return numbers.dialable(fax.caller.dialled).flatMap(numbers.ownExtension(of:))
    }
}
