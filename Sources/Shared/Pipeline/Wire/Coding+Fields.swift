import FaxModel
import Foundation

// The fields that several messages have, each written and read side by side.

extension WireWriter {
    mutating func lease(_ value: LeaseReference) {
        integer(value.task.rawValue)
        integer(value.token.rawValue)
    }
}

extension WireReader {
    mutating func lease() throws(WireError) -> LeaseReference {
        let task = TaskID(rawValue: try integer("task"))
        return LeaseReference(task: task, token: LeaseToken(rawValue: try integer("token")))
    }

    /// A size or place in bytes: 8 bytes on the wire, the sign bit free.
    mutating func size(_ field: StaticString) throws(WireError) -> Int {
        guard let size = Int(exactly: try integer(field) as UInt64) else { throw WireError("\(field) can't be") }
        return size
    }

    /// The digests in the fields, and the frames that hold the documents.
    mutating func documents(_ frames: [[UInt8]]) throws(WireError) -> [NewDocument] {
        let digests = try list("documents") { reader throws(WireError) in try reader.digest("digest") }
        guard digests.count == frames.count else {
            throw WireError("\(digests.count) documents are named and \(frames.count) sent")
        }
        return zip(digests, frames).map { NewDocument(claiming: $0, bytes: $1) }
    }
}

extension WireWriter {
    mutating func newTask(_ value: NewTask) {
        text(value.stage.rawValue)
        text(value.lane.rawValue)
        text(value.priority.rawValue)
        integer(value.order.rawValue)
        optional(value.job) { $0.integer(UInt32($1.number)) }
        optional(value.notBefore) { $0.date($1) }
        optional(value.expires) { $0.date($1) }
        optional(value.destination) { $0.text($1.digits) }
        list(value.route) { $0.text($1.rawValue) }
        data(value.payload)
    }
}

extension WireReader {
    mutating func newTask() throws(WireError) -> NewTask {
        let stage: Stage = try word("stage")
        let lane = Lane(rawValue: try text("lane"))
        let priority: Priority = try word("priority")
        let order = OrderID(rawValue: try integer("order"))
        let job = try optional("job") { reader throws(WireError) in try reader.job(of: order) }
        let notBefore = try optional("not before") { reader throws(WireError) in try reader.date("not before") }
        let expires = try optional("expires") { reader throws(WireError) in try reader.date("expires") }
        let destination = try destination()
        let route = try list("route") { reader throws(WireError) in Lane(rawValue: try reader.text("lane")) }
        var task = NewTask(
            stage: stage, lane: lane, priority: priority, order: order, job: job, notBefore: notBefore,
            expires: expires, destination: destination, payload: try data("payload"))
        task.route = route
        return task
    }

    mutating func destination() throws(WireError) -> FaxNumber? {
        try optional("destination") { reader throws(WireError) in try reader.parsed("destination") }
    }

    mutating func job(of order: OrderID) throws(WireError) -> JobID {
        let number = Int(try integer("job") as UInt32)
        guard number > 0 else { throw WireError("jobs of an order are counted from 1") }
        return JobID(order: order, number: number)
    }
}

extension WireWriter {
    mutating func verdict(_ value: Verdict) {
        switch value {
        case .done:
            integer(UInt8(0))
        case .retry(let time, let failure):
            integer(UInt8(1))
            date(time)
            self.failure(failure)
        case .failed(let failure):
            integer(UInt8(2))
            self.failure(failure)
        case .corrupt(let failure):
            integer(UInt8(3))
            self.failure(failure)
        case .released:
            integer(UInt8(4))
        case .trouble(let time, let failure):
            integer(UInt8(5))
            date(time)
            self.failure(failure)
        }
    }

    mutating func failure(_ value: Failure) {
        text(value.status.description)
        text(value.sentence)
    }
}

extension WireReader {
    mutating func verdict() throws(WireError) -> Verdict {
        switch try integer("verdict") as UInt8 {
        case 0: return .done
        case 1: return .retry(at: try date("retry at"), try failure())
        case 2: return .failed(try failure())
        case 3: return .corrupt(try failure())
        case 4: return .released
        case 5: return .trouble(at: try date("retry at"), try failure())
        case let other: throw WireError("\(other) is no verdict")
        }
    }

    mutating func failure() throws(WireError) -> Failure {
        Failure(try parsed("status"), try text("sentence"))
    }
}

extension WireWriter {
    mutating func finding(_ value: NumberFinding) {
        switch value {
        case .answered(let nextRate):
            integer(UInt8(0))
            optional(nextRate) { $0.integer(UInt32($1)) }
        case .unavailable(let until, let reason):
            integer(UInt8(1))
            date(until)
            text(reason)
        case .wrong(let until, let reason):
            integer(UInt8(2))
            date(until)
            text(reason)
        }
    }
}

extension WireReader {
    /// A rate in bit/s that may be missing.
    mutating func rate() throws(WireError) -> Int? {
        try optional("rate") { reader throws(WireError) in Int(try reader.integer("rate") as UInt32) }
    }

    mutating func finding() throws(WireError) -> NumberFinding {
        switch try integer("finding") as UInt8 {
        case 0: return .answered(nextRate: try rate())
        case 1: return .unavailable(until: try date("until"), reason: try text("reason"))
        case 2: return .wrong(until: try date("until"), reason: try text("reason"))
        case let other: throw WireError("\(other) is nothing to find of a number")
        }
    }
}

extension WireWriter {
    mutating func jobUpdate(_ value: JobUpdate) {
        integer(value.job.order.rawValue)
        integer(UInt32(value.job.number))
        optional(value.state) { $0.text($1.rawValue) }
        optional(value.sender) { $0.text($1) }
        optional(value.recipient) { $0.text($1) }
        optional(value.number) { $0.text($1.digits) }
        optional(value.subject) { $0.text($1) }
        optional(value.reference) { $0.text($1) }
        optional(value.pageCount) { $0.integer(UInt32($1)) }
        optional(value.confirmedPages) { $0.integer(UInt32($1)) }
        optional(value.attempts) { $0.integer(UInt32($1)) }
        optional(value.result) { $0.text($1) }
        list((value.documents ?? [:]).sorted { $0.key < $1.key }) { writer, entry in
            writer.text(entry.key)
            writer.reference(entry.value)
        }
        optional(value.attempt) { $0.data(PayloadCoding.encode($1)) }
        optional(value.call) { $0.data(PayloadCoding.encode($1)) }
        optional(value.event) { $0.text($1) }
        optional(value.billingCode) { $0.text($1) }
    }

    private mutating func reference(_ value: DocumentReference) {
        digest(value.digest)
        integer(UInt64(value.byteCount))
        text(value.mediaType)
    }
}

extension WireReader {
    mutating func jobUpdate() throws(WireError) -> JobUpdate {
        let order = OrderID(rawValue: try integer("order"))
        var update = JobUpdate(job: try job(of: order))
        update.state = try optional("state") { reader throws(WireError) in try reader.word("state") }
        update.sender = try optional("sender") { reader throws(WireError) in try reader.text("sender") }
        update.recipient = try optional("recipient") { reader throws(WireError) in try reader.text("recipient") }
        update.number = try optional("number") { reader throws(WireError) in try reader.parsed("number") }
        update.subject = try optional("subject") { reader throws(WireError) in try reader.text("subject") }
        update.reference = try optional("reference") { reader throws(WireError) in try reader.text("reference") }
        update.pageCount = try optional("pages") { reader throws(WireError) in try reader.count("pages") }
        update.confirmedPages = try optional("confirmed") { reader throws(WireError) in try reader.count("confirmed") }
        update.attempts = try optional("attempts") { reader throws(WireError) in try reader.count("attempts") }
        update.result = try optional("result") { reader throws(WireError) in try reader.text("result") }
        let documents = try list("documents") { reader throws(WireError) in
            (try reader.text("role"), try reader.reference())
        }
        if !documents.isEmpty { update.documents = Dictionary(documents, uniquingKeysWith: { $1 }) }
        update.attempt = try optional("attempt") { reader throws(WireError) in try reader.attempt() }
        update.call = try optional("call") { reader throws(WireError) in try reader.call() }
        update.event = try optional("event") { reader throws(WireError) in try reader.text("event") }
        update.billingCode = try optional("billing code") { reader throws(WireError) in
            try reader.text("billing code")
        }
        return update
    }

    private mutating func attempt() throws(WireError) -> Attempt {
        let attempt = try json("attempt", as: Attempt.self)
        try check("attempt", [attempt.began, attempt.ended ?? attempt.began])
        return attempt
    }

    private mutating func call() throws(WireError) -> CallLog {
        let call = try json("call", as: CallLog.self)
        try check("call", [call.began])
        return call
    }

    private mutating func json<Value: Decodable>(
        _ field: StaticString, as type: Value.Type
    ) throws(WireError) -> Value {
        let json = try data(field)
        do {
            return try PayloadCoding.decode(type, from: json)
        } catch {
            throw WireError("\(field): \(error)")
        }
    }

    private func check(_ field: StaticString, _ times: [Date]) throws(WireError) {
        guard times.map(\.timeIntervalSince1970).allSatisfy(Self.times.contains) else {
            throw WireError("\(field) is of no time between 1970 and 9999")
        }
    }

    private mutating func count(_ field: StaticString) throws(WireError) -> Int {
        Int(try integer(field) as UInt32)
    }

    private mutating func reference() throws(WireError) -> DocumentReference {
        let digest = try digest("digest")
        let byteCount = try size("size")
        return DocumentReference(digest: digest, byteCount: byteCount, mediaType: try text("media type"))
    }
}
