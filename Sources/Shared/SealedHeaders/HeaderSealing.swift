import FaxModel
public import FaxRequests
import MIME
import MailHeaders
public import Secrets

/// Seals the passwords in a mail's header before anybody stores the mail. The field stands there under our name then, whatever name the
/// application has for it.
public struct HeaderSealing: Sendable {
    /// The names that applications use for our fields.
    public let names: FieldNames
    /// What passwords are sealed with; `nil` where there is no key: then they are taken out, and whoever decides refuses the mail.
    public let seal: SecretSeal?
    private let secrets: Set<String>

    /// Stands for what nobody can use as a password, and is not kept either.
    private static let withheld = "withheld"
    /// As many secrets of a mail are sealed; a mail has one. What comes behind them is not kept.
    private static let mostSecrets = 100

    /// Sealing with `seal`, of fields by our names and by those in `names`.
    public init(names: FieldNames, seal: SecretSeal?) {
        self.names = names
        self.seal = seal
        secrets = names.secrets
    }

    /// The octets of a mail with the passwords in its header sealed.
    ///
    /// - Parameter length: octets of the header.
    public func sealed(_ octets: [UInt8], header length: Int) -> [UInt8] {
        guard names.mayStand(in: Array(octets.prefix(length))) else { return octets }
        var result: [UInt8] = []
        var position = 0
        var sealedCount = 0
        while position < length {
            let end = FieldLines.endOfField(in: octets, from: position, to: length)
            let field = octets[position..<end]
            if let stored = sealed(field, isOneTooMany: sealedCount >= Self.mostSecrets) {
                result += stored
                sealedCount += 1
            } else {
                result += field
            }
            position = end
        }
        return result + octets.dropFirst(position)
    }

    /// The field as it is stored; `nil` where it has no secret.
    private func sealed(_ octets: ArraySlice<UInt8>, isOneTooMany: Bool) -> [UInt8]? {
        guard let name = FieldLines.name(of: octets) else {
            let name = names.tellable(FieldLines.word(of: octets))
            return names.covers(name) ? withheld(name) : nil
        }
        guard secrets.contains(name.lowercased()) else {
            let told = names.tellable(name)
            return told != name || names.isMistypedSecret(name) ? withheld(told) : nil
        }
        guard !isOneTooMany, let field = try? Mail(parsing: Array(octets) + Array("\r\n".utf8)).fields.first,
            let (ours, value) = names.secret(field.name, field.value)
        else { return withheld(name) }
        // One that is sealed already can be no password either: it is somebody else's perhaps, who wants it opened.
        let text = FaxWord.canBe(value) ? seal?.seal(value).text : nil
        return Array("\(ours): \(text ?? Self.withheld)\r\n".utf8)
    }

    private func withheld(_ name: String) -> [UInt8] { Array("\(name): \(Self.withheld)\r\n".utf8) }
}
