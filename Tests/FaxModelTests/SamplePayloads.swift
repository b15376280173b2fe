import FaxModel
import Foundation

/// One payload of every kind, with every field filled, and one with as little as there can be.
enum SamplePayloads {
    /// The order of all samples.
    static let order = OrderID(rawValue: 0x0123_4567_89AB_CDEF)

    /// A document whose digest repeats `byte`.
    static func document(_ byte: UInt8, _ mediaType: String) -> DocumentReference {
        guard let digest = DocumentDigest(bytes: Array(repeating: byte, count: DocumentDigest.byteCount)) else {
            preconditionFailure("a digest has \(DocumentDigest.byteCount) bytes")
        }
        return DocumentReference(digest: digest, byteCount: 1000 + Int(byte), mediaType: mediaType)
    }

    /// The number of all samples.
    static var number: FaxNumber {
        guard let number = FaxNumber("+49 30 23125-0") else { preconditionFailure("this is a number") }
        return number
    }

    /// Another one.
    static var otherNumber: FaxNumber {
        guard let number = FaxNumber("+49 228 1") else { preconditionFailure("this is a number") }
        return number
    }

    /// The mail of all samples.
    static var mail: ReceivedMail {
        ReceivedMail(
            order: order, sender: "jane@example.com",
            recipients: [
                ReceivedMail.Recipient(
                    job: JobID(order: order, number: 1), address: "+4930231250@fax.example.com", number: number)
            ], received: Date(timeIntervalSince1970: 1_782_907_200.25), client: "192.0.2.7",
            document: document(0x11, "message/rfc822"))
    }

    /// Somebody of whom everything is known.
    static let jane = Party(
        name: "Jane Doe", company: "Nordlicht Orgelbau", telephone: "+49 30 23125 131",
        facsimile: "+49 30 23125 231", mail: "jane@example.com")

    /// The job of all samples.
    static var job: Job {
        Job(
            id: JobID(order: order, number: 1), address: "+4930231250@fax.example.com",
            recipient: Party(name: "Kai"), number: number, lineGroup: Lane(rawValue: "berlin"))
    }

    /// An order with everything.
    static var fullOrder: Order {
        Order(
            id: order, mail: mail, messageID: "1@example.com", subject: "Grüße", sender: jane,
            options: FaxOptions(
                priority: .urgent, resolution: .standard, coverPage: false, reference: "A/7",
                notBefore: Date(timeIntervalSince1970: 1_782_910_800.5),
                expires: Date(timeIntervalSince1970: 1_782_990_000)),
            jobs: [job])
    }

    /// An order of which little is known.
    static var plainOrder: Order {
        Order(
            id: order, mail: mail, messageID: nil, subject: "", sender: Party(), options: FaxOptions(), jobs: [])
    }

    /// A fax of three pages.
    static var task: FaxTask {
        FaxTask(
            job: job, order: OrderSummary(fullOrder),
            pages: [
                PageDocument(document: document(0x22, "image/tiff"), pageCount: 1),
                PageDocument(document: document(0x33, "image/tiff"), pageCount: 2),
            ], omitted: [OmittedPart(name: "a.exe", reason: "It is no document.")])
    }

    /// A fax that came in, of two pages, the second of which was not confirmed.
    static var received: ReceivedFax {
        var fax = ReceivedFax(
            job: job.id, call: CallID(rawValue: 1), line: "line-1", group: Lane(rawValue: "berlin"),
            caller: CallerIdentification(number: "4711", name: "MILLER", dialled: "99", absence: .unavailable),
            began: Date(timeIntervalSince1970: 1_782_907_260))
        fax.remoteStation = "+49 30 231250"
        fax.subaddress = "42"
        fax.ended = Date(timeIntervalSince1970: 1_782_907_300.5)
        fax.result = "lineDropped"
        fax.sentence = "The connection was lost during the call."
        fax.pages = [
            ReceivedFax.Page(
                document: document(0x55, "image/tiff"), horizontal: 204, vertical: 196, rows: 2200, badRows: 0),
            ReceivedFax.Page(
                document: document(0x66, "image/tiff"), horizontal: 204, vertical: 98, rows: 700, badRows: 3),
        ]
        fax.pages[0].isConfirmed = true
        return fax
    }

    /// A call that ended.
    static var endedAttempt: Attempt {
        var attempt = Attempt(
            number: 1, call: CallID(rawValue: 1), began: Date(timeIntervalSince1970: 1_782_907_260), line: "line-1",
            dialled: "004930231250")
        attempt.ended = Date(timeIntervalSince1970: 1_782_907_300.5)
        attempt.outcome = .dropped
        attempt.sentence = "The far end hung up."
        attempt.confirmedPages = 1
        attempt.remoteStation = "+49 30 231250"
        attempt.bitRate = 14_400
        attempt.errorCorrection = true
        attempt.coding = "MMR"
        return attempt
    }

    /// A call that is under way.
    static var openAttempt: Attempt {
        Attempt(
            number: 2, call: CallID(rawValue: 1), began: Date(timeIntervalSince1970: 1_782_907_400), line: "line-2",
            dialled: "004930231250")
    }
}
