import FaxModel

extension Response {
    private enum Kind: UInt8 {
        case accepted = 129
        case refused, readied, leased, content, answer
    }

    private var kind: Kind {
        switch self {
        case .accepted: .accepted
        case .refused: .refused
        case .readied: .readied
        case .leased: .leased
        case .content: .content
        case .answer: .answer
        }
    }

    /// The message's frames: envelope and fields.
    public func frames(request: UInt64) -> [[UInt8]] {
        var writer = WireWriter()
        switch self {
        case .accepted: break
        case .refused(let error):
            writer.integer(error.code.rawValue)
            writer.text(error.message)
        case .readied(let word):
            writer.list(word.over) { $0.integer($1.rawValue) }
            writer.list(word.unwanted) { $0.integer($1.rawValue) }
            writer.list(word.pausedLines) { $0.text($1) }
        case .leased(let task):
            writer.leasedTask(task)
            writer.list(task.companions) { $0.leasedTask($1) }
        case .content(let total, let bytes):
            writer.integer(UInt64(total))
            writer.data(bytes)
        case .answer(let json):
            writer.data(json)
        }
        return [Envelope(kind: kind.rawValue, request: request).frame, writer.bytes]
    }

    /// Reads a message's frames: the number of the request that it answers, and the answer.
    ///
    /// - Throws: `WireError` when it can't be read.
    public static func read(_ frames: [[UInt8]]) throws(WireError) -> (request: UInt64, response: Response) {
        guard frames.count == 2 else { throw WireError("a response has 2 frames, this has \(frames.count)") }
        let envelope = try Envelope(frame: frames[0])
        guard let kind = Kind(rawValue: envelope.kind) else {
            throw WireError("\(envelope.kind) is no kind of response")
        }
        var reader = WireReader(frames[1])
        let response = try Response(kind, &reader)
        try reader.finish()
        return (envelope.request, response)
    }

    private init(_ kind: Kind, _ reader: inout WireReader) throws(WireError) {
        switch kind {
        case .accepted:
            self = .accepted
        case .refused:
            let number: UInt8 = try reader.integer("code")
            guard let code = SpoolError.Code(rawValue: number) else { throw WireError("\(number) is no refusal") }
            self = .refused(SpoolError(code, try reader.text("message")))
        case .readied:
            let over = try reader.list("over") { reader throws(WireError) in
                TaskID(rawValue: try reader.integer("task"))
            }
            let unwanted = try reader.list("unwanted") { reader throws(WireError) in
                TaskID(rawValue: try reader.integer("task"))
            }
            let paused = try reader.list("paused lines") { reader throws(WireError) in try reader.text("line") }
            self = .readied(WorkerWord(over: over, unwanted: unwanted, pausedLines: paused))
        case .leased:
            var task = try reader.leasedTask()
            task.companions = try reader.list("companions") { reader throws(WireError) in try reader.leasedTask() }
            self = .leased(task)
        case .content:
            let total = try reader.size("total")
            self = .content(total: total, bytes: try reader.data("content"))
        case .answer:
            self = .answer(try reader.data("answer"))
        }
    }
}

extension WireWriter {
    fileprivate mutating func leasedTask(_ value: LeasedTask) {
        lease(value.lease)
        text(value.stage.rawValue)
        text(value.lane.rawValue)
        integer(value.order.rawValue)
        optional(value.job) { $0.integer(UInt32($1.number)) }
        integer(UInt32(value.retries))
        integer(UInt32(value.troubles))
        integer(UInt32(value.losses))
        optional(value.destination) { $0.text($1.digits) }
        optional(value.firstRate) { $0.integer(UInt32($1)) }
        optional(value.ending) { $0.ending($1) }
        data(value.payload)
        data(value.checkpoint)
    }

    private mutating func ending(_ value: Ending) {
        text(value.stage.rawValue)
        text(value.cause.rawValue)
        failure(value.failure)
    }
}

extension WireReader {
    fileprivate mutating func leasedTask() throws(WireError) -> LeasedTask {
        let lease = try lease()
        let stage: Stage = try word("stage")
        let lane = Lane(rawValue: try text("lane"))
        let order = OrderID(rawValue: try integer("order"))
        let job = try optional("job") { reader throws(WireError) in try reader.job(of: order) }
        let retries = Int(try integer("retries") as UInt32)
        let troubles = Int(try integer("troubles") as UInt32)
        let losses = Int(try integer("losses") as UInt32)
        let destination = try destination()
        let firstRate = try rate()
        let ending = try optional("ending") { reader throws(WireError) in try reader.ending() }
        let payload = try data("payload")
        return LeasedTask(
            lease: lease, stage: stage, lane: lane, order: order, job: job, retries: retries, troubles: troubles,
            losses: losses, destination: destination, firstRate: firstRate, ending: ending, payload: payload,
            checkpoint: try data("checkpoint"))
    }

    private mutating func ending() throws(WireError) -> Ending {
        let stage: Stage = try word("stage")
        let cause: Ending.Cause = try word("cause")
        return Ending(stage: stage, cause: cause, failure: try failure())
    }
}
