import FaxModel

/// Addresses of attributes between slashes: `FAX=…/T33S=…` (RFC 3192 §2, RFC 2846).
extension FaxAddress {
    /// Reads attributes; `nil` where there is no `FAX=` among them.
    ///
    /// - Throws: when one of them has a bad value, is not known, or asks for something that can't be done.
    init?(attributes text: String) throws(FaxAddressError) {
        let parts = text.split(separator: "/").map { Attribute($0) }
        guard let first = parts.firstIndex(where: { $0.key == "FAX" }) else { return nil }
        let written = parts[first].value
        guard let number = FaxNumber(written: written) else {
            let hasTones = FaxNumber(written: String(written.filter { !$0.isTone })) != nil
            throw FaxAddressError(
                hasTones
                    ? "'\(written)' has pauses or tones in it; only digits are dialled here"
                    : "'\(written)' is no number")
        }
        self.init(number: number)
        for (index, part) in parts.enumerated() where index != first { try take(part, isBefore: index < first) }
    }

    /// `key=value`; the key is empty where there is none.
    private struct Attribute {
        var key = ""
        var value: String

        init(_ text: Substring) {
            let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { key = halves[0].trimmed.uppercased() }
            value = halves[halves.count - 1].trimmed
        }
    }

    /// Takes an attribute besides the number.
    ///
    /// - Parameter isBefore: whether it stands before the number: there may be a name.
    private mutating func take(_ attribute: Attribute, isBefore: Bool) throws(FaxAddressError) {
        switch attribute.key {
        case "" where isBefore, "ATTN", "FN", "PN", "CN": name = attribute.value.readable
        case "ORG", "O": company = attribute.value.readable
        case "T33S":
            guard (1...20).contains(attribute.value.count), attribute.value.allSatisfy(\.isDialled) else {
                throw FaxAddressError("'\(attribute.value)' is no subaddress of 1 to 20 digits")
            }
            subaddress = attribute.value
        // Where the recipient sits; nobody prints it.
        case "OFNO", "OFNA", "STR", "ADDR", "ADDU", "ADDL", "POB", "ZIP", "CO": break
        case "FAX": throw FaxAddressError("it names two numbers; a mail to both has two recipients")
        // A modem that calls as a fax listens for the far end's answer from the last digit on, and dials no more.
        case "POSTD":
            throw FaxAddressError(
                "what POSTD asks for can't be dialled: a fax machine has to answer at the number itself")
        // RFC 3191, RFC 2846: an ISDN call has one; analogue lines and modems know nothing of it.
        case "ISUB": throw FaxAddressError("ISUB can't be dialled: there is no ISDN subaddress on a telephone line")
        case "": throw FaxAddressError("'\(attribute.value)' after the number is no attribute")
        default: throw FaxAddressError("\(attribute.key) is an unknown attribute")
        }
    }
}

extension Character {
    /// Whether a subaddress may have it (T.33; T.30 table 3).
    fileprivate var isDialled: Bool { ("0"..."9").contains(self) || self == "#" || self == "*" }

    /// Whether it makes a dial string of a number (RFC 2846 §2): a pause, a wait for a tone, or a tone that is no digit.
    fileprivate var isTone: Bool { "pPwW#*aAbBcCdD,".contains(self) }
}
