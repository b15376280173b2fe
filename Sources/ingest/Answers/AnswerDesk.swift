import FaxAddressing
import FaxAnswers
import FaxModel
import Foundation
import MIME
import MailHeaders
import Pipeline
import SMTP

/// Takes answers to word of faxes that failed, and has the faxes sent again: as their sender wants in the answer's first line, and as far as he
/// might send them anew.
struct AnswerDesk: Sendable {
    /// Asks the spool what became of the fax.
    private let client: SpoolClient
    private let timeout: Duration
    private let addresses: AnswerDomain
    /// The domain of the addresses for answers.
    var place: String { addresses.domain }

    /// A desk for answers at `domain` that waits for the spool as long as `timeout`.
    init(_ client: SpoolClient, _ domain: AnswerDomain, timeout: Duration) {
        self.client = client
        addresses = domain
        self.timeout = timeout
    }

    /// An answer that has come in.
    struct Answer: Sendable {
        /// The job that it is about.
        var job: JobID
        /// The octets of the mail, or as many from its beginning as are kept.
        var octets: [UInt8]
        /// The mail: its recipients are those that it will go to.
        var mail: AcceptedMail
        /// Who hands it in.
        var submitter: Submitter
        /// The domain that it came to.
        var domain: String
        /// How many recipients its envelope has.
        var recipientCount: Int
    }

    /// Has the fax sent again.
    ///
    /// - Parameter gate: decides whether the sender may fax there, as with any mail.
    /// - Returns: the mail with its recipient, and the order that it is: an earlier one where the same was asked for before.
    /// - Throws: with the answer to the end of the data.
    func resend(_ answer: Answer, _ gate: RecipientGate) async throws(MailRefusal) -> (AcceptedMail, OrderID) {
        guard answer.recipientCount == 1 else {
            throw MailRefusal(
                EnhancedStatusCode(5, 5, 3), "An answer about a fax goes to its address alone; nothing was faxed")
        }
        try check(answer.octets)
        let wish = try wish(of: answer.octets)
        let report = try await report(of: answer.job)
        var answer = answer
        guard let sender = sender(of: answer, report, gate) else {
            throw MailRefusal(
                EnhancedStatusCode(5, 7, 1),
                "Only who has sent the fax may have it sent again, from the same mail address; nothing was faxed")
        }
        answer.mail.sender = sender
        guard report.event == .failure else {
            throw MailRefusal(EnhancedStatusCode(5, 5, 0), "The fax has not failed; nothing was faxed again")
        }
        var mail = answer.mail
        mail.recipients = [try await recipient(wish, report, answer, gate)]
        mail.resent = report
        return (mail, try await submit(mail))
    }

    /// The reverse path of whoever has sent the fax, as the rules are to see it now; `nil` where the answer is not proved to be his.
    ///
    /// It is his where it comes from the same address, signed for another day or recipient perhaps; or where its author (From) has that
    /// address, and the same user has logged in as then, or a front server that is trusted says that this domain has written it (DMARC).
    private func sender(of answer: Answer, _ report: JobReport, _ gate: RecipientGate) -> String? {
        let path = answer.mail.sender
        guard !path.isEmpty, !report.order.returnPath.isEmpty else { return nil }
        let original = SenderAddress(report.order.returnPath, to: [report.job.address])
        if SenderAddress(path, to: [addresses.address(for: answer.job)]) == original { return path }
        let authors = (try? Mail(parsing: answer.octets))?.mailboxes(in: "From") ?? []
        guard authors.count == 1, SenderAddress(authors[0].address) == original else { return nil }
        if let user = answer.submitter.user, user == report.order.user { return report.order.returnPath }
        return gate.provesAuthor(
            authors[0].address, answer.submitter,
            LeadingFields.values(of: "authentication-results", in: answer.octets)) ? report.order.returnPath : nil
    }

    /// A program's word (RFC 3834 §5, and what programs used to say) is no answer of somebody's.
    private func check(_ octets: [UInt8]) throws(MailRefusal) {
        let automatic = LeadingFields.values(of: "auto-submitted", in: octets).contains { AutoSubmitted($0) != .no }
        let bulk = LeadingFields.values(of: "precedence", in: octets).contains {
            ["bulk", "junk", "list", "auto_reply"].contains($0.trimmingCharacters(in: .whitespaces).lowercased())
        }
        let replied = ["x-autoreply", "x-autorespond", "x-auto-response"].contains {
            !LeadingFields.values(of: $0, in: octets).isEmpty
        }
        guard automatic || bulk || replied else { return }
        throw MailRefusal(
            EnhancedStatusCode(5, 7, 1), "The mail was made by a program, and such are not taken for answers")
    }

    private func wish(of octets: [UInt8]) throws(MailRefusal) -> AnswerWish {
        let line: String?
        do throws(MailError) {
            line = AnswerText(of: try Mail(parsing: octets)).firstLine
        } catch {
            throw MailRefusal(EnhancedStatusCode(5, 6, 0), "The answer can't be read: \(error)")
        }
        if let line, let wish = AnswerWish(line: line) { return wish }
        let found = line.map { "; it is '\($0.singleLine(limit: 60))'" } ?? "; there is none"
        throw MailRefusal(
            EnhancedStatusCode(5, 6, 0),
            "Write 'again' or a fax number into the first line of the answer\(found). Nothing was faxed")
    }

    /// What became of the job, as long as that and its mail are kept.
    private func report(of job: JobID) async throws(MailRefusal) -> JobReport {
        do {
            let history = try await client.query(.job(job), as: JobHistory.self, timeout: timeout)
            guard let kept = history.documents[JobReport.toldRole] else { throw Self.gone(job) }
            let octets = try await client.document(kept.digest, timeout: timeout)
            let report = try PayloadCoding.decode(JobReport.self, from: octets)
            _ = try await client.beginning(of: report.order.mail.digest, count: 1, timeout: timeout)
            return report
        } catch let refusal as MailRefusal {
            throw refusal
        } catch let error as SpoolError where error.code == .unknown || error.code == .damaged {
            throw Self.gone(job)
        } catch {
            throw MailRefusal(error)
        }
    }

    private static func gone(_ job: JobID) -> MailRefusal {
        MailRefusal(
            EnhancedStatusCode(5, 4, 7),
            "The documents of fax \(job) are not kept any more; send it as a new mail. Nothing was faxed")
    }

    /// Whom the fax goes to now, and by which rule.
    private func recipient(
        _ wish: AnswerWish, _ report: JobReport, _ answer: Answer, _ gate: RecipientGate
    ) async throws(MailRefusal) -> AcceptedMail.Recipient {
        switch wish {
        case .number(let number):
            return wanting(wish, report, try await recipient("\(number)@\(answer.domain)", answer, gate))
        case .again:
            // By now its address may be another number's, or nobody's: the operator has redirected the fax, the directory has or had
            // another number for it, or the address is a group's. What has failed is the fax to the job's number.
            if let mailbox = Mailbox(report.job.address),
                case .accepted(let recipient) = await decision(.mailbox(mailbox), answer, gate),
                recipient.fax.number == report.job.number
            {
                return wanting(wish, report, recipient)
            }
            let recipient = try await recipient("\(report.job.number)@\(answer.domain)", answer, gate)
            guard recipient.fax.number == report.job.number else {
                throw MailRefusal(
                    EnhancedStatusCode(5, 1, 3),
                    "The fax went to \(report.job.number), which is \(recipient.fax.number) now; write the number. Nothing was faxed"
                )
            }
            return wanting(wish, report, recipient)
        }
    }

    /// The recipient with this address, which is a number's.
    private func recipient(
        _ address: String, _ answer: Answer, _ gate: RecipientGate
    ) async throws(MailRefusal) -> AcceptedMail.Recipient {
        guard let mailbox = Mailbox(address) else {
            throw MailRefusal(EnhancedStatusCode(5, 1, 3), "'\(address.singleLine(limit: 60))' is no fax address")
        }
        switch await decision(.mailbox(mailbox), answer, gate) {
        case .accepted(let recipient): return recipient
        case .group, .list, .answer, .postmaster:
            throw MailRefusal(EnhancedStatusCode(5, 1, 3), "'\(address.singleLine(limit: 60))' is no fax number")
        case .refused(var reply, let note):
            reply.lines[reply.lines.count - 1] += " Nothing was faxed."
            throw MailRefusal(reply: reply, reason: note?.sentence ?? "\(reply)")
        }
    }

    private func decision(_ path: ForwardPath, _ answer: Answer, _ gate: RecipientGate) async -> RecipientGate.Decision
    {
        let question = RecipientGate.Question(
            recipient: path, submitter: answer.submitter, sender: answer.mail.sender)
        let results = LeadingFields.values(of: "authentication-results", in: answer.octets)
        return await gate.decide(question, inMail: [:], fields: results)
    }

    /// The recipient, who is told of as the one of the fax that is sent again was.
    private func wanting(
        _ wish: AnswerWish, _ report: JobReport, _ recipient: AcceptedMail.Recipient
    ) -> AcceptedMail.Recipient {
        var recipient = recipient
        recipient.wishes = ReportWishes(
            notify: report.job.notify, originalRecipient: wish == .again ? report.job.originalRecipient : nil)
        return recipient
    }

    private func submit(_ mail: AcceptedMail) async throws(MailRefusal) -> OrderID {
        guard let report = mail.resent else { preconditionFailure("what is sent again was reported") }
        do {
            try await client.submit(
                mail.submission(report.order.mail, [], duplicateWindow: .zero), timeout: timeout)
            return mail.order
        } catch let error as SpoolError where error.code == .duplicate {
            guard let order = OrderID(error.message) else { throw MailRefusal(error) }
            try await checkGoing(order)
            return order
        } catch {
            throw MailRefusal(error)
        }
    }

    /// An answer that says what an earlier one has said is that one, unless what came of it has failed, too: then nothing would be faxed.
    private func checkGoing(_ order: OrderID) async throws(MailRefusal) {
        let jobs: [JobRecord]
        do {
            jobs = try await client.query(.order(order), as: JobList.self, timeout: timeout).jobs
        } catch {
            throw MailRefusal(error)
        }
        guard !jobs.isEmpty, jobs.allSatisfy({ $0.state.hasEnded && $0.state != .sent }) else { return }
        throw MailRefusal(
            EnhancedStatusCode(5, 5, 0),
            "The fax was sent again as order \(order), which failed: answer the word of that one, or send a new mail. Nothing was faxed"
        )
    }
}
