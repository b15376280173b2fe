import FaxModel
import Foundation
import SMTP

@testable import deliver

/// Reports to compose notifications of.
enum SampleReports {
    static let received = Date(timeIntervalSince1970: 1_795_478_400)
    static let order = OrderID(time: received, random: 7)

    /// A fax of two pages to Miller Ltd, by a call that was busy and one that went through.
    static func sent(returnPath: String = "jane@example.com", subject: String = "Your order 4711") -> JobReport {
        var busy = Attempt(
            number: 1, call: CallID(rawValue: 1), began: received + 5, line: "line1", dialled: "0228 12345")
        busy.ended = received + 10
        busy.outcome = .busy
        busy.sentence = "The number was engaged."
        var good = Attempt(
            number: 2, call: CallID(rawValue: 1), began: received + 70, line: "line2", dialled: "0228 12345")
        good.ended = received + 107
        good.outcome = .sent
        good.sentence = "All pages were received and confirmed by the far end."
        good.confirmedPages = 2
        good.remoteStation = "+49 228 \"12345\""
        good.bitRate = 14400
        good.errorCorrection = true
        good.coding = "MMR"
        return report(returnPath: returnPath, subject: subject, result: .sent, attempts: [busy, good], confirmed: 2)
    }

    /// A fax that failed after one page, of a mail with a part that could not be printed.
    static func failed() -> JobReport {
        var attempt = Attempt(
            number: 1, call: CallID(rawValue: 1), began: received + 5, line: "line1", dialled: "0228 12345")
        attempt.ended = received + 30
        attempt.outcome = .dropped
        attempt.sentence = "The far end hung up."
        attempt.confirmedPages = 1
        return report(
            returnPath: "jane@example.com", subject: "Größe",
            result: .failed(
                Failure(EnhancedStatusCode(5, 4, 2), "The far end hung up in the middle of page 2.")),
            attempts: [attempt], confirmed: 1,
            omitted: [OmittedPart(name: "Maße.dwg", reason: "drawings can't be printed")])
    }

    /// A fax of so many pages that was busy so many times, and is given up.
    static func busy(pages: Int = 2, calls: Int = 4) -> JobReport {
        let attempts = (0..<calls).map { index in
            let began = received + Double(60 * index)
            var attempt = Attempt(
                number: index + 1, call: CallID(rawValue: 1), began: began, line: "line1", dialled: "0228 12345")
            attempt.ended = began
            attempt.outcome = .busy
            attempt.sentence = "The number was busy."
            return attempt
        }
        var report = report(
            returnPath: "jane@example.com", subject: "Your order 4711",
            result: .failed(Failure(EnhancedStatusCode(5, 4, 1), "The number was busy.")), attempts: attempts,
            confirmed: 0)
        report.pageCount = pages
        return report
    }

    /// A fax that the operator has ended before its first call.
    static func cancelled() -> JobReport {
        report(
            returnPath: "jane@example.com", subject: "Your order 4711",
            result: .cancelled(Failure(EnhancedStatusCode(5, 7, 0), "The operator has cancelled it.")), attempts: [],
            confirmed: 0)
    }

    static func report(
        returnPath: String, subject: String, result: JobReport.Result, attempts: [Attempt], confirmed: Int,
        omitted: [OmittedPart] = []
    ) -> JobReport {
        let mail = DocumentReference(
            digest: DocumentDigest(bytes: [UInt8](repeating: 7, count: 32)) ?? missing(), byteCount: 10,
            mediaType: "message/rfc822")
        let job = Job(
            id: JobID(order: order, number: 1), address: "+4922812345@fax.example",
            recipient: Party(name: "John Miller", company: "Miller Ltd"),
            number: FaxNumber("+4922812345") ?? missing(), lineGroup: .default)
        let received = ReceivedMail(
            order: order, sender: returnPath,
            recipients: [.init(job: job.id, address: job.address, number: job.number)], received: received,
            client: "192.0.2.1", document: mail)
        let order = Order(
            id: order, mail: received, messageID: "original@example.com", subject: subject,
            sender: Party(name: "Jane Doe"), options: FaxOptions(reference: "order 4711/2026"), jobs: [job])
        return JobReport(
            job: job, order: OrderSummary(order), result: result, attempts: attempts, pageCount: 2,
            confirmedPages: confirmed, omitted: omitted, ended: Self.received + 107)
    }

    /// The address that `text` names.
    static func address(_ text: String) -> Mailbox {
        Mailbox(text) ?? missing()
    }

    /// The mail that asked for the faxes.
    static let original = """
        Received: from client.example ([192.0.2.1])\r
        \tby fax.example (Faxpost)\r
        From: Jane Doe <jane@example.com>\r
        To: +4922812345@fax.example\r
        Subject: Your order 4711\r
        Message-ID: <original@example.com>\r
        References: <first@example.com>\r
        \t<second@example.com>\r
        \r
        Secret: the body\r\n
        """

    private static func missing<Value>() -> Value {
        preconditionFailure("the sample's text is valid")
    }
}

extension NotificationMail {
    /// The mail as text, of which it is where nothing else goes back with it.
    func text(at time: Date) -> String { String(decoding: octets(at: time), as: UTF8.self) }
}

extension ReceivedFaxMessage {
    /// The mail as text.
    func text(at time: Date) -> String { String(decoding: octets(at: time), as: UTF8.self) }
}
