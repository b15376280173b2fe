import Configuration
import FaxModel
import FaxRequests
import Foundation
import MIME
import MailHeaders
import SMTP
import SealedHeaders
import Secrets

/// Decides by its header fields whether a mail is taken: fields that nobody could follow are refused here, while the client still has
/// the mail.
struct FieldPolicy: Sendable {
    private let rules: FaxRequest.Rules
    private let mistakes: FieldSettings.Mistake
    /// Seals what is not to be stored as it is.
    let sealing: HeaderSealing

    /// A policy as section `fields` says; without a seal, no mail may bring a password.
    init(
        _ settings: FieldSettings, lineGroups: Set<Lane>, coverTemplates: Set<String> = [], seal: SecretSeal? = nil
    ) {
        sealing = HeaderSealing(names: settings.names, seal: seal)
        rules = FaxRequest.Rules(
            names: settings.names, lineGroups: lineGroups, coverTemplates: coverTemplates)
        mistakes = settings.mistakes
    }

    /// What a header asks for; `nil` where it has no field for us.
    ///
    /// - Parameter permissions: the fields that the sender may use.
    /// - Throws: with the answer to the end of the data, when the header can't be followed.
    func request(
        _ header: HeaderCollector, _ permissions: FieldPermissions, now: Date
    ) throws(MailRefusal) -> FaxRequest? {
        guard !header.isTooLong else {
            throw MailRefusal(
                EnhancedStatusCode(5, 3, 4),
                "The mail's header has more than \(HeaderCollector.limit) octets, which are all that are read")
        }
        guard rules.names.mayStand(in: header.octets) else { return nil }
        try checkLines(header.octets)
        let fields: [HeaderField]
        do throws(MailError) {
            fields = try Mail(parsing: header.octets + Array("\r\n".utf8)).fields
        } catch {
            throw MailRefusal(EnhancedStatusCode(5, 6, 0), "The mail's header can't be read. \(error)")
        }
        // One that is read neither as a field nor as none would be ignored.
        guard ownFields(fields) == ownLines(header.octets) else {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The mail's header can't be read: a line in it is no field, and with it a field for this gateway is lost"
            )
        }
        var rules = rules
        rules.permissions = permissions
        let request = FaxRequest(fields.map { ($0.name, $0.value) }, by: rules, now: now)
        if let failure = request.failure(mistakes) { throw MailRefusal(failure.status, failure.sentence) }
        if request.options.password != nil, sealing.seal == nil {
            // RFC 3463 §3.4: the system is not capable of what was asked for.
            throw MailRefusal(
                EnhancedStatusCode(5, 3, 3),
                "The mail was not faxed. It brings a password (X-Fax-Password), and this gateway keeps none: its operator has named no "
                    + "key to seal them with (secrets.key-file)")
        }
        return request
    }
}

extension FieldPolicy {
    /// Refuses a header in which a line begins with the name of a field for us and is no field: nobody would know that it stands there.
    private func checkLines(_ octets: [UInt8]) throws(MailRefusal) {
        for field in FieldLines.fields(octets) where FieldLines.name(of: field) == nil {
            let name = rules.names.tellable(FieldLines.word(of: field))
            guard rules.names.covers(name) else { continue }
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The line that begins with '\(name.singleLine(limit: 40))' is no header field: no colon follows the name at once"
            )
        }
    }

    private func ownFields(_ fields: [HeaderField]) -> Int {
        fields.count { rules.names.covers($0.name) }
    }

    /// Lines at which fields for us begin.
    private func ownLines(_ octets: [UInt8]) -> Int {
        FieldLines.fields(octets).count { field in FieldLines.name(of: field).map(rules.names.covers) ?? false }
    }
}

extension MailRefusal {
    /// A mail that nobody can fax as it is.
    init(_ status: EnhancedStatusCode, _ sentence: String) {
        self.init(reply: Reply(550, status, sentence), reason: sentence)
    }
}
