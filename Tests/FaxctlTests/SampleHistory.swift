import FaxModel
import Foundation
import Pipeline

/// A job with everything that a history can have.
enum SampleHistory {
    /// The moment from which its times are counted.
    static let began = Date(timeIntervalSince1970: 1_782_907_200)

    /// The job's id.
    static let id = JobID(order: OrderID(rawValue: 0x0123_4567_89AB_CDEF), number: 2)

    /// A job that has just been accepted, and of which nothing is known yet.
    static var accepted: JobHistory {
        JobHistory(job: JobRecord(id: id, created: began), events: [], attempts: [], tasks: [], documents: [:])
    }

    /// A job that was called twice, and waits.
    static var waiting: JobHistory {
        var history = accepted
        history.job.state = .waiting
        history.job.sender = "jane@example.com"
        history.job.recipient = "Kai"
        history.job.number = FaxNumber("+4930231250")
        history.job.subject = "Grüße"
        history.job.reference = "A/7"
        history.job.pageCount = 3
        history.job.confirmedPages = 1
        history.job.attempts = 2
        history.job.result = "The far end hung up."
        history.events = [
            JobHistory.Event(time: began, stage: nil, text: "accepted from 192.0.2.7"),
            JobHistory.Event(time: began + 1, stage: .enrich, text: "sender found"),
            JobHistory.Event(time: began + 2, stage: .faxout, text: "dials"),
        ]
        var ended = Attempt(
            number: 1, call: CallID(rawValue: 1), began: began + 2, line: "line-1", dialled: "004930231250")
        ended.ended = began + 41.6
        ended.outcome = .dropped
        ended.sentence = "The far end hung up."
        ended.confirmedPages = 1
        ended.remoteStation = "+49 30 231250"
        ended.bitRate = 9600
        ended.errorCorrection = false
        ended.coding = "MR"
        history.attempts = [
            ended,
            Attempt(number: 2, call: CallID(rawValue: 2), began: began + 99, line: "line-2", dialled: "004930231250"),
        ]
        history.tasks = [
            JobHistory.LiveTask(
                stage: .faxout, lane: Lane(rawValue: "berlin"), state: "delayed", notBefore: began + 300, retries: 1,
                losses: 2, reason: "The number was busy."),
            JobHistory.LiveTask(
                stage: .deliver, lane: .default, state: "ready", notBefore: began, retries: 0, losses: 0, reason: nil),
        ]
        history.documents = ["pages": document(0x22, "image/tiff"), "mail": document(0x11, "message/rfc822")]
        return history
    }

    private static func document(_ byte: UInt8, _ mediaType: String) -> DocumentReference {
        guard let digest = DocumentDigest(bytes: Array(repeating: byte, count: DocumentDigest.byteCount)) else {
            preconditionFailure("a digest has \(DocumentDigest.byteCount) bytes")
        }
        return DocumentReference(digest: digest, byteCount: 1000, mediaType: mediaType)
    }
}
