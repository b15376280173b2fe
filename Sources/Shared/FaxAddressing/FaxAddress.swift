public import FaxModel

/// Whom the local part of a mail address names: a number, and what else stands there. It is read in the ways in which mail systems
/// write it:
///
/// | local part | who writes so |
/// | --- | --- |
/// | `+4922812345`, `0228/123-45` | people; quoted where it has spaces or brackets |
/// | `FAX=+4922812345/T33S=17/ATTN=Jane Doe` | RFC 3192, RFC 2846, with or without a slash at either end |
/// | `Jane Doe/fax=+4922812345/` | older gateways |
/// | `Jane_Doe%+4922812345`, `…%FAX` | gateways behind a router of its own, Notes among them |
/// | `Jane Doe @ +4922812345 @ FAX` | Notes, quoted |
/// | `IMCEAFAX-Jane+20Doe+40+2B4922812345` | Exchange (MS-OXCMAIL §2.1.3.1.8): one of the above, encoded |
public struct FaxAddress: Hashable, Sendable {
    /// The number as it was written, without separators.
    public var number: FaxNumber
    /// The subaddress (T.33; T.30's SUB) at the far end.
    public var subaddress: String?
    /// Who is to get the fax there.
    public var name: String?
    /// The company, or other organisation.
    public var company: String?

    /// The address of a number, and nothing else.
    public init(number: FaxNumber) {
        self.number = number
    }

    /// Reads a local part, unquoted.
    ///
    /// - Throws: when it names no number, or asks for something that can't be done.
    public init(localPart: String) throws(FaxAddressError) {
        let text = try Self.decapsulated(localPart) ?? localPart
        if let address = try FaxAddress(attributes: text) {
            self = address
        } else if let address = FaxAddress(named: text) {
            self = address
        } else {
            throw .noNumber
        }
    }

    /// Reads `name%number`, `name @ number`, either with `FAX` behind it, or a number alone; `nil` for anything else.
    ///
    /// Nothing but `FAX` may follow the number: what follows a `%` is somebody's idea of a further host (RFC 5321 appendix F.2).
    private init?(named text: String) {
        var parts = text.split { $0 == "%" || $0 == "@" }.map { $0.trimmed }
        if parts.count > 1, parts.last?.lowercased() == "fax" { parts.removeLast() }
        guard let last = parts.popLast(), let number = FaxNumber(written: last) else { return nil }
        self.init(number: number)
        name = parts.joined(separator: " ").readable
    }
}

extension FaxNumber {
    /// Reads a number with its separators, and without the `(0)` that is written after a country code for those who dial within the
    /// country.
    init?(written text: String) {
        self.init(text.hasPrefix("+") ? text.replacing("(0)", with: "", maxReplacements: 1) : text)
    }
}

extension StringProtocol {
    /// A name as people read it: routers write underscores for spaces. `nil` when nothing is left.
    var readable: String? {
        let name = String(map { $0 == "_" ? " " : $0 }).trimmed
        return name.isEmpty ? nil : name
    }
}
