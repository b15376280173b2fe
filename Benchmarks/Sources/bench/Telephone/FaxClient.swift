import FaxModel
import Foundation
import Pipeline

/// Hands faxes in at a spool, ready for the line, and sees what becomes of them.
final class FaxClient {
    /// The lane of the lines that send.
    static let sending = Lane(rawValue: "out")
    private let spool: SpoolQueueClient

    /// A client of the spool at `endpoint`, which takes what is received by the telephone.
    init(endpoint: String) throws {
        spool = try SpoolQueueClient(endpoint: endpoint, stage: .enrich, lane: .received)
    }

    /// Hands in a fax of the pages in `file`, to be sent to `number`.
    func submit(_ file: [UInt8], pageCount: Int, to number: FaxNumber) throws -> JobID {
        let document = NewDocument(file)
        let reference = DocumentReference(
            digest: document.digest, byteCount: file.count, mediaType: "image/tiff")
        let id = OrderID(time: Date(), random: UInt32.random(in: 0...UInt32.max))
        let mail = ReceivedMail(
            order: id, sender: "anna@example.com", recipients: [], received: Date(), client: "127.0.0.1",
            document: reference)
        let job = Job(
            id: JobID(order: id, number: 1), address: "\(number)@fax.example", recipient: FaxModel.Party(),
            number: number,
            lineGroup: Self.sending)
        let order = Order(
            id: id, mail: mail, messageID: nil, subject: "Our offer", sender: FaxModel.Party(company: "Berg AG"),
            options: FaxOptions(), jobs: [job])
        let task = FaxTask(
            job: job, order: OrderSummary(order),
            pages: [PageDocument(document: reference, pageCount: pageCount)], omitted: [])
        try spool.submit(
            Submission(
                order: id,
                tasks: [
                    NewTask(
                        stage: .faxout, lane: Self.sending, priority: .normal, job: job.id, destination: number,
                        payload: task)
                ], documents: [document],
                updates: [JobUpdate(job: job.id, state: .rendered, number: number, pageCount: pageCount)]))
        return job.id
    }

    /// Stops the giving out of faxes, or goes on with it.
    func pause(_ pauses: Bool) throws {
        let target = PauseTarget.lane(.faxout, Self.sending)
        guard case .answer = try spool.ask(.command(pauses ? .pause(target) : .resume(target))) else {
            throw BenchmarkError("the spool does not pause")
        }
    }

    /// What is known of a job.
    func history(_ job: JobID) throws -> JobHistory {
        let response = try spool.ask(.query(.job(job)))
        guard case .answer(let json) = response else { throw BenchmarkError("the spool answered \(response)") }
        return try ReportCoding.decode(JobHistory.self, from: json)
    }

    /// The pages of a job as they were sent: in one call, with error correction and in MMR.
    ///
    /// - Parameter bitRate: the least rate, in bit/s.
    /// - Throws: `BenchmarkError` when they were not.
    func sent(_ job: JobID, bitRate: Int = 0) throws -> [PageBitmap] {
        let history = try history(job)
        guard history.job.state == .sent, history.attempts.count == 1, let attempt = history.attempts.first,
            attempt.errorCorrection == true, attempt.coding == "MMR", attempt.bitRate ?? 0 >= bitRate,
            let file = history.documents["sent"]
        else { throw BenchmarkError("A FAX WAS NOT SENT AS IT SHOULD: \(history)") }
        return try Letter.pages(of: document(file))
    }

    /// So many faxes that were received, each as soon as it is there.
    func received(_ count: Int) throws -> [ReceivedFax] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        try spool.work()
        return try (0..<count).map { _ in
            let fax = try decoder.decode(ReceivedFax.self, from: Data(try spool.take()))
            try spool.complete()
            return fax
        }
    }

    /// A document.
    func document(_ reference: DocumentReference) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < reference.byteCount {
            let response = try spool.ask(
                .fetch(digest: reference.digest, offset: bytes.count, count: SpoolClient.inlineLimit))
            guard case .content(_, let piece) = response, !piece.isEmpty else {
                throw BenchmarkError("the spool answered \(response)")
            }
            bytes += piece
        }
        return bytes
    }
}
