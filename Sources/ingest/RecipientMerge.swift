import FaxAddressing
import FaxModel
import FaxRequests
import SMTP

/// Brings the numbers that an envelope names and those that a header lists together.
///
/// A mail to a list address goes to the numbers of its header. A mail to numbers goes to these; what its header lists must be among
/// them, and says more of them.
struct RecipientMerge {
    /// The recipients that the envelope names.
    let named: [AcceptedMail.Recipient]
    /// Whether a list address is among the envelope's recipients.
    let hasList: Bool

    /// All of them: those of the envelope in its order, then those of the list. Each number, and subaddress there, is one, unless
    /// different things are said of it. Whatever is to be reported of one of several that are the same is reported of it.
    ///
    /// - Throws: when a list is missing, or nobody has asked for it.
    func recipients(with listed: [AcceptedMail.Recipient]) throws(MailRefusal) -> [AcceptedMail.Recipient] {
        guard !hasList || !listed.isEmpty else {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The mail goes to the numbers that its field \(RequestField.number) lists, and has none")
        }
        var byPlace = Dictionary(grouping: listed) { Place($0) }
        var places: Set<Place> = []
        var merged: [AcceptedMail.Recipient] = []
        for recipient in named {
            let place = Place(recipient)
            guard places.insert(place).inserted else { continue }
            merged += byPlace.removeValue(forKey: place) ?? [recipient]
        }
        let rest = listed.filter { byPlace[Place($0)] != nil }
        if let stray = rest.first, !hasList {
            throw MailRefusal(
                EnhancedStatusCode(5, 6, 0),
                "The field \(RequestField.number) lists \(Self.name(of: stray)), to which the mail is not addressed")
        }
        merged += rest
        let wishes = wishes(listed)
        var seen: Set<Said> = []
        return merged.filter { seen.insert(Said($0)).inserted }
            .map { $0.reported(as: wishes[Place($0)] ?? $0.wishes) }
    }

    /// Its number; or as the header has it, where that is somebody's address: his number is the directory's to tell.
    private static func name(of listed: AcceptedMail.Recipient) -> String {
        guard let written = listed.request?.address, FaxNumber(written) == nil else { return "\(listed.fax.number)" }
        return "'\(written.singleLine(limit: 40))'"
    }

    /// What the client wants reported, by the place of which it wants it.
    private func wishes(_ listed: [AcceptedMail.Recipient]) -> [Place: ReportWishes] {
        // Without a list address the client has said nothing of the header's numbers: those that the envelope names are meant.
        Dictionary((named + (hasList ? listed : [])).map { (Place($0), $0.wishes) }) { $0.united(with: $1) }
    }

    /// Where a fax goes.
    struct Place: Hashable {
        /// The number, as it is understood.
        var number: FaxNumber
        /// For whom at the number.
        var subaddress: String?

        /// Where a fax to this address goes.
        init(_ fax: FaxAddress) {
            number = fax.number
            subaddress = fax.subaddress
        }

        /// Where a recipient's fax goes.
        init(_ recipient: AcceptedMail.Recipient) {
            self.init(recipient.fax)
        }
    }

    /// What is said of a recipient, however its address was written. What the address says of a person does not make another fax of
    /// it.
    struct Said: Hashable {
        var place: Place
        var request: RequestedRecipient?

        init(_ recipient: AcceptedMail.Recipient) {
            place = Place(recipient)
            request = recipient.request
            request?.address = ""
        }
    }
}

extension AcceptedMail.Recipient {
    /// The same, of which this is reported.
    fileprivate func reported(as wishes: ReportWishes) -> Self {
        var recipient = self
        recipient.wishes = wishes
        return recipient
    }
}
