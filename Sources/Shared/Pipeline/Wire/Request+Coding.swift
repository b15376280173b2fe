import FaxModel

extension Request {
    private enum Kind: UInt8 {
        case submit = 1
        case ready, complete, checkpoint, write, seal, fetch, query, command, amend, publish
    }

    private var kind: Kind {
        switch self {
        case .submit: .submit
        case .ready: .ready
        case .complete: .complete
        case .checkpoint: .checkpoint
        case .write: .write
        case .seal: .seal
        case .fetch: .fetch
        case .query: .query
        case .command: .command
        case .amend: .amend
        case .publish: .publish
        }
    }

    /// The message's frames: envelope, fields, then one frame a document.
    public func frames(request: UInt64) -> [[UInt8]] {
        var writer = WireWriter()
        var documents: [NewDocument] = []
        switch self {
        case .submit(let submission):
            writer.integer(submission.order.rawValue)
            writer.date(submission.validUntil)
            writer.text(submission.sender)
            writer.optional(submission.duplicates) { writer, guarding in
                writer.integer(guarding.key)
                writer.date(guarding.since)
            }
            writer.list(submission.tasks) { $0.newTask($1) }
            writer.list(submission.updates) { $0.jobUpdate($1) }
            writer.list(submission.charges) { writer, charge in
                writer.integer(UInt32(charge.job.number))
                writer.text(charge.account)
            }
            documents = submission.documents
            writer.list(documents) { $0.digest($1.digest) }
        case .ready(let readiness):
            writer.text(readiness.stage.rawValue)
            writer.list(readiness.capacities) { writer, capacity in
                writer.text(capacity.lane.rawValue)
                writer.integer(UInt32(capacity.tasks))
            }
            writer.list(readiness.held) { $0.lease($1) }
            writer.list(readiness.lines) { $0.line($1) }
        case .complete(let lease, let completion):
            writer.lease(lease)
            writer.verdict(completion.verdict)
            writer.list(completion.successors) { $0.newTask($1) }
            writer.list(completion.updates) { $0.jobUpdate($1) }
            writer.optional(completion.checkpoint) { $0.data($1) }
            writer.optional(completion.finding) { $0.finding($1) }
            documents = completion.documents
            writer.list(documents) { $0.digest($1.digest) }
        case .checkpoint(let checkpoint):
            writer.lease(checkpoint.lease)
            writer.data(checkpoint.state)
            writer.list(checkpoint.updates) { $0.jobUpdate($1) }
        case .write(let piece):
            writer.integer(piece.upload)
            writer.integer(UInt64(piece.offset))
            writer.data(piece.bytes)
        case .seal(let upload, let digest, let byteCount):
            writer.integer(upload)
            writer.digest(digest)
            writer.integer(UInt64(byteCount))
        case .fetch(let digest, let offset, let count):
            writer.digest(digest)
            writer.integer(UInt64(offset))
            writer.integer(UInt32(count))
        case .query(let query):
            writer.query(query)
        case .command(let command):
            writer.command(command)
        case .publish(let name, let document):
            writer.text(name)
            writer.optional(document) { writer, document in
                writer.digest(document.digest)
                writer.integer(UInt64(document.byteCount))
            }
        case .amend(let amendment):
            writer.newTask(amendment.task)
            writer.list(amendment.updates) { $0.jobUpdate($1) }
            documents = amendment.documents
            writer.list(documents) { $0.digest($1.digest) }
        }
        return [Envelope(kind: kind.rawValue, request: request).frame, writer.bytes] + documents.map(\.bytes)
    }

    /// A request as it arrived, with its number.
    public struct Numbered: Sendable {
        /// The number that the answer carries.
        public var number: UInt64
        /// The request, or why it can't be read.
        public var request: Result<Request, SpoolError>
    }

    /// Reads a message's frames.
    ///
    /// - Returns: `nil` when not even the envelope can be read, so that nobody can be answered.
    public static func read(_ frames: [[UInt8]]) -> Numbered? {
        guard let first = frames.first, let envelope = try? Envelope(frame: first) else { return nil }
        guard envelope.version == Envelope.version else {
            let message = "protocol version \(envelope.version) is not spoken here, \(Envelope.version) is"
            return Numbered(number: envelope.request, request: .failure(SpoolError(.version, message)))
        }
        do throws(WireError) {
            guard let kind = Kind(rawValue: envelope.kind) else {
                throw WireError("\(envelope.kind) is no kind of request")
            }
            guard frames.count >= 2 else { throw WireError("the message has no fields") }
            var reader = WireReader(frames[1])
            let request = try Request(kind, &reader, documents: Array(frames[2...]))
            try reader.finish()
            return Numbered(number: envelope.request, request: .success(request))
        } catch {
            return Numbered(number: envelope.request, request: .failure(SpoolError(.malformed, error.description)))
        }
    }

    private init(_ kind: Kind, _ reader: inout WireReader, documents: [[UInt8]]) throws(WireError) {
        switch kind {
        case .submit:
            let order = OrderID(rawValue: try reader.integer("order"))
            let validUntil = try reader.date("valid until")
            let sender = try reader.text("sender")
            let duplicates = try reader.optional("duplicates") { reader throws(WireError) in
                DuplicateGuard(key: try reader.integer("key"), since: try reader.date("since"))
            }
            let tasks = try reader.list("tasks") { reader throws(WireError) in try reader.newTask() }
            let updates = try reader.list("updates") { reader throws(WireError) in try reader.jobUpdate() }
            let charges = try reader.list("charges") { reader throws(WireError) in
                Charge(try reader.job(of: order), to: try reader.text("account"))
            }
            let documents = try reader.documents(documents)
            self = .submit(
                Submission(
                    order: order, validUntil: validUntil, sender: sender, duplicates: duplicates, tasks: tasks,
                    documents: documents, updates: updates, charges: charges))
        case .ready:
            let stage: Stage = try reader.word("stage")
            let capacities = try reader.list("capacities", atMost: Readiness.most) { reader throws(WireError) in
                let lane = Lane(rawValue: try reader.text("lane"))
                return Readiness.Capacity(lane: lane, tasks: Int(try reader.integer("capacity") as UInt32))
            }
            let held = try reader.list("held", atMost: Readiness.most) { reader throws(WireError) in
                try reader.lease()
            }
            let lines = try reader.list("lines", atMost: Readiness.most) { reader throws(WireError) in
                try reader.line()
            }
            self = .ready(Readiness(stage: stage, capacities: capacities, held: held, lines: lines))
        case .complete:
            let lease = try reader.lease()
            var completion = Completion(try reader.verdict())
            completion.successors = try reader.list("successors") { reader throws(WireError) in try reader.newTask() }
            completion.updates = try reader.list("updates") { reader throws(WireError) in try reader.jobUpdate() }
            completion.checkpoint = try reader.optional("checkpoint") { reader throws(WireError) in
                try reader.data("checkpoint")
            }
            completion.finding = try reader.optional("finding") { reader throws(WireError) in try reader.finding() }
            completion.documents = try reader.documents(documents)
            self = .complete(lease, completion)
        case .checkpoint:
            let lease = try reader.lease()
            let state = try reader.data("state")
            let updates = try reader.list("updates") { reader throws(WireError) in try reader.jobUpdate() }
            self = .checkpoint(Checkpoint(lease: lease, state: state, updates: updates))
        case .write:
            let upload: UInt64 = try reader.integer("upload")
            let offset = try reader.size("offset")
            self = .write(UploadPiece(upload: upload, offset: offset, bytes: try reader.data("piece")))
        case .seal:
            let upload: UInt64 = try reader.integer("upload")
            self = .seal(upload: upload, digest: try reader.digest("digest"), byteCount: try reader.size("size"))
        case .fetch:
            let digest = try reader.digest("digest")
            let offset = try reader.size("offset")
            self = .fetch(digest: digest, offset: offset, count: Int(try reader.integer("count") as UInt32))
        case .query:
            self = .query(try reader.query())
        case .command:
            self = .command(try reader.command())
        case .publish:
            let name = try reader.text("name")
            guard (1...Publication.longestName).contains(name.utf8.count) else {
                throw WireError("name: '\(name)' has not 1 to \(Publication.longestName) octets")
            }
            let document = try reader.optional("document") { reader throws(WireError) in
                PublishedDocument(digest: try reader.digest("digest"), byteCount: try reader.size("size"))
            }
            self = .publish(name: name, document)
        case .amend:
            let task = try reader.newTask()
            let updates = try reader.list("updates") { reader throws(WireError) in try reader.jobUpdate() }
            self = .amend(Amendment(task: task, documents: try reader.documents(documents), updates: updates))
        }
    }
}
