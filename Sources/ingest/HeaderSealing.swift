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
    private let secrets: Set<String>

    /// Stands for what nobody can use as a password, and is not kept either.
    private static let withheld = "withheld"

    /// Sealing with `seal`, of fields by our names and by those in `names`.
    init(names: FieldNames, seal: SecretSeal?) {
        self.names = names
        self.seal = seal
        secrets = names.secrets
    }

    /// The octets of a mail with the passwords in its header sealed.
    ///
    /// - Parameter length: octets of the header.
    func sealed(_ octets: [UInt8], header length: Int) -> [UInt8] {
        guard names.mayStand(in: Array(octets.prefix(length))) else { return octets }
        var result: [UInt8] = []
        var position = 0
        while position < length {
            let end = Self.endOfField(in: octets, from: position, to: length)
            let field = octets[position..<end]
            result += sealed(field) ?? Array(field)
            position = end
        }
        return result + octets.dropFirst(position)
    }

    /// The field as it is stored; `nil` where it has no secret.
    private func sealed(_ octets: ArraySlice<UInt8>) -> [UInt8]? {
        guard let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let written = octets[..<colon]
        let end = written.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? colon
        let name = String(decoding: written[..<end], as: UTF8.self)
        guard secrets.contains(name.lowercased()) else {
            return names.isMistypedSecret(name) ? Array(written[..<end]) + Array(": \(Self.withheld)\r\n".utf8) : nil
        }
        guard let field = try? Mail(parsing: Array(octets) + Array("\r\n".utf8)).fields.first,
            let (ours, value) = names.secret(field.name, field.value)
        else { return Array("\(name): \(Self.withheld)\r\n".utf8) }
        // One that is sealed already can be no password either: it is somebody else's perhaps, who wants it opened.
        let text = FaxWord.canBe(value) ? seal?.seal(value).text : nil
        return Array("\(ours): \(text ?? Self.withheld)\r\n".utf8)
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
