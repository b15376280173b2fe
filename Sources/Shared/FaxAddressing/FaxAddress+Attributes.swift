import FaxModel

/// Addresses of attributes between slashes: `FAX=…/T33S=…` (RFC 3192 §2, RFC 2846).
extension FaxAddress {
    /// Reads attributes; `nil` where there is no `FAX=` among them.
    ///
    /// - Throws: when one of them has a bad value, stands twice, is not known, or asks for something that can't be done.
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
        var seen: Set<String> = []
        for (index, part) in parts.enumerated() where index != first {
            // Which of two values was meant, nobody could tell.
            guard seen.insert(part.key).inserted || part.key == "FAX" else {
                throw FaxAddressError(
                    part.key.isEmpty ? "'\(part.value)' is a second name" : "it says \(part.key) twice")
            }
            try take(part, isBefore: index < first)
        }
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

    /// What several attributes say of the same thing, in the words of each system that a mail has passed.
    private static func one(_ known: String?, _ value: String?, _ what: String) throws(FaxAddressError) -> String? {
        guard let known, let value, known != value else { return value ?? known }
        throw FaxAddressError("it says \(what) in two ways, '\(known)' and '\(value)'")
    }

    /// Takes an attribute besides the number.
    ///
    /// - Parameter isBefore: whether it stands before the number: there may be a name.
    private mutating func take(_ attribute: Attribute, isBefore: Bool) throws(FaxAddressError) {
        switch attribute.key {
        case "" where isBefore, "ATTN", "FN", "PN", "CN":
            name = try Self.one(name, attribute.value.readable, "the recipient's name")
        case "ORG", "O": company = try Self.one(company, attribute.value.readable, "the company")
        case "T33S":
            guard Subaddress.canBe(attribute.value) else {
                throw FaxAddressError("'\(attribute.value)' is no subaddress of 1 to 20 digits")
            }
            subaddress = attribute.value
        // Where the recipient sits; nobody prints it.
        case "OFNO", "OFNA", "STR", "ADDR", "ADDU", "ADDL", "POB", "ZIP", "CO": break
        case "FAX": throw FaxAddressError("it names two numbers; a mail to both has two recipients")
        // Whoever writes to us could dial on by it, from whatever answers at a number that rules allow: a rule about numbers would hold for
        // nothing.
        case "POSTD":
            throw FaxAddressError(
                "what POSTD asks for is not dialled: senders choose numbers; what is dialled behind one is said by a rule of dialling.rules"
            )
        // RFC 3191, RFC 2846: an ISDN call has one; analogue lines and modems know nothing of it.
        case "ISUB": throw FaxAddressError("ISUB can't be dialled: there is no ISDN subaddress on a telephone line")
        case "": throw FaxAddressError("'\(attribute.value)' after the number is no attribute")
        default: throw FaxAddressError("\(attribute.key) is an unknown attribute")
        }
    }
}

extension Character {
    /// Whether it makes a dial string of a number (RFC 2846 §2): a pause, a wait for a tone, or a tone that is no digit.
    fileprivate var isTone: Bool { "pPwW#*aAbBcCdD,".contains(self) }
}
