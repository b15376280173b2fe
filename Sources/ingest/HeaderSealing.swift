import FaxModel
import FaxRequests
import MIME
import Secrets

/// Seals the passwords in a mail's header before anybody stores the mail. The field stands there under our name then, whatever name the
/// application has for it.
struct HeaderSealing: Sendable {
    /// The names that applications use for our fields.
    let names: FieldNames
    /// What passwords are sealed with; `nil` where there is no key: then they are taken out, and whoever decides refuses the mail.
    let seal: SecretSeal?

    /// Stands for what nobody can use as a password, and is not kept either.
    private static let withheld = "withheld"

    /// The octets of a mail with the passwords in its header sealed.
    ///
    /// - Parameter length: octets of the header.
    func sealed(_ octets: [UInt8], header length: Int) -> [UInt8] {
        guard names.mayStand(in: Array(octets.prefix(length))) else { return octets }
        var result: [UInt8] = []
        var position = 0
        while position < length {
            let end = Self.endOfField(in: octets, from: position, to: length)
            let field = Array(octets[position..<end])
            result += sealed(field) ?? field
            position = end
        }
        return result + octets.dropFirst(position)
    }

    /// The field as it is stored; `nil` where it has no secret.
    private func sealed(_ octets: [UInt8]) -> [UInt8]? {
        guard names.mayStand(in: octets), let field = try? Mail(parsing: octets + Array("\r\n".utf8)).fields.first,
            let (name, value) = names.secret(field.name, field.value)
        else { return nil }
        // One that is sealed already: somebody hands in a mail that a report gave back.
        let text =
            if StoredSecret(stored: value).sealed != nil {
                value
            } else if FaxWord.canBe(value), let seal {
                seal.seal(value).text
            } else {
                Self.withheld
            }
        return Array("\(name): \(text)\r\n".utf8)
    }

    /// Where the field that begins at `start` ends: before the next line that is none of its own (RFC 5322 §2.2.3).
    private static func endOfField(in octets: [UInt8], from start: Int, to limit: Int) -> Int {
        var position = start
        while let lineFeed = octets[position..<limit].firstIndex(of: UInt8(ascii: "\n")) {
            position = lineFeed + 1
            guard position < limit, octets[position] == UInt8(ascii: " ") || octets[position] == UInt8(ascii: "\t")
            else { return position }
        }
        return limit
    }
}
