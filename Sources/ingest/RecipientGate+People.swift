import Directory
import FaxModel
import FaxPolicy
import SMTP

/// People and groups, whose fax numbers the directory has.
extension RecipientGate {
    /// The decision on whoever has this mail address; where nobody has, on the group that has it, or that is called as it is before the @.
    ///
    /// - Parameter reply: what is answered where there is no such person, nor group, with a number that can be dialled.
    func decide(
        person address: String, _ reply: Reply, _ question: Question, _ facts: SenderFacts
    ) async throws(Failure) -> Decision {
        var isEntry = false
        switch try await people?.person(.recipient(address)) {
        case .found(let person):
            if let (fax, destination) = addresses.fax(of: person.party, numbers: person.numbers, called: address) {
                let recipient = AcceptedMail.Recipient(path: question.recipient, fax: fax, destination: destination)
                return await decide(recipient, question, facts)
            }
            // An entry without a number that can be dialled may be a group's own.
            isEntry = true
        case .several, nil: return .refused(reply, nil)
        case .unknown: break
        }
        guard let members else { return .refused(reply, nil) }
        var finding = try await members.group(address)
        let name = String(address.prefix(upTo: address.lastIndex(of: "@") ?? address.endIndex))
        if finding == .unknown, !isEntry { finding = try await members.group(name) }
        switch finding {
        case .found(let group): return await decide(group, name, reply, question, facts)
        case .unknown, .several: return .refused(reply, nil)
        case .tooLarge(let limit):
            return .refused(
                // RFC 3463 §3.6, X.5.3: too many recipients.
                Reply(
                    550, EnhancedStatusCode(5, 5, 3),
                    "'\(name)' is a group of more than \(limit) members; faxes go to smaller groups only"), nil)
        }
    }

    /// The decision on a group: all its members with a number that can be dialled get a fax, or, where a rule or a limit refuses one of
    /// them, none does.
    private func decide(
        _ group: DirectoryGroup, _ name: String, _ reply: Reply, _ question: Question, _ facts: SenderFacts
    ) async -> Decision {
        var accepted: [AcceptedMail.Recipient] = []
        var without: [String] = group.missing
        for person in group.members {
            let path = addresses.path(of: person, inGroup: question.recipient)
            // Who can't be looked up by himself later gets what the directory has in place of his number now.
            let numbers = path == nil ? person.wishes.dialledNumber.map { [$0] } ?? person.numbers : person.numbers
            guard !person.wishes.doNotFax,
                let (fax, destination) = addresses.fax(
                    of: person.party, numbers: numbers, called: "one of its members")
            else {
                without.append(person.party.name ?? person.place)
                continue
            }
            let recipient = AcceptedMail.Recipient(
                path: path ?? question.recipient, fax: fax, destination: destination)
            let decision = await decide(recipient, question, facts)
            switch decision {
            case .accepted(let recipient): accepted.append(recipient)
            case .refused: return decision.ofGroup(question.recipient)
            case .group, .list, .answer, .postmaster: preconditionFailure("a number is nobody else")
            }
        }
        guard !accepted.isEmpty else {
            return .refused(
                Reply(reply.code, reply.status, "Nobody in group '\(name)' has a fax number that can be dialled"), nil)
        }
        guard !without.isEmpty else { return .group(accepted) }
        let names = without.prefix(10).joined(separator: ", ") + (without.count > 10 ? " and others" : "")
        let note =
            "\(without.count.counting("member")) of group '\(name)' without a fax number, or who want no faxes: \(names)"
        return .group(
            accepted.map { recipient in
                var recipient = recipient
                recipient.note = note.singleLine(limit: 900)
                return recipient
            })
    }
}
