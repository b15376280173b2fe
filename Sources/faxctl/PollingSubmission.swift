import FaxModel
import Foundation
import Pipeline

/// What the spool is handed for a document that is to be fetched: an order of one job, which dials.
struct PollingSubmission {
    /// The job.
    let job: JobID
    /// What the spool is handed.
    let submission: Submission

    /// An order for a document at `number`, which lines of these groups dial, the first before the others; at least one.
    ///
    /// What every order has is a mail that asked for it. Here it is a line of text: nobody has sent one.
    init(number: FaxNumber, _ polling: PollingOrder, groups: [Lane], at time: Date) {
        let id = OrderID.new()
        job = JobID(order: id, number: 1)
        let text = "Subject: A document is fetched from \(number)\r\n\r\n"
        let document = NewDocument(Array(text.utf8))
        let mail = ReceivedMail(
            order: id, sender: polling.recipient ?? "", recipients: [], received: time, client: "faxctl",
            document: DocumentReference(
                digest: document.digest, byteCount: document.bytes.count, mediaType: "message/rfc822"))
        let order = Order(
            id: id, mail: mail, messageID: nil, subject: "", sender: Party(mail: polling.recipient),
            options: FaxOptions(),
            jobs: [
                Job(id: job, address: number.digits, recipient: Party(), number: number, lineGroup: groups[0])
            ])
        var task = NewTask(
            stage: .faxout, lane: groups[0], priority: order.options.priority, job: job, destination: number,
            payload: FaxTask(job: order.jobs[0], order: OrderSummary(order), polling: polling))
        task.route = groups.count > 1 ? groups : []
        let what = polling.address.map { "Document \($0)" } ?? "A document"
        submission = Submission(
            order: id, sender: polling.recipient ?? "", tasks: [task], documents: [document],
            updates: [
                JobUpdate(
                    job: job, state: .rendered, sender: polling.recipient, number: number,
                    documents: ["mail": mail.document],
                    event: "\(what) is to be fetched from \(number).")
            ])
    }
}
