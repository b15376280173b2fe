import FaxModel
import Foundation

@testable import Pipeline

/// One message of every kind, with every field filled where it can be.
enum SampleMessages {
    static let order = OrderID(rawValue: 0x0102_0304_0506_0708)
    static let job = JobID(order: order, number: 2)
    static let lease = LeaseReference(task: TaskID(rawValue: 7), token: LeaseToken(rawValue: 0x1122_3344_5566_7788))
    static let time = Date(timeIntervalSince1970: 1_800_000_000.25)
    static let document = NewDocument(Array("abc".utf8))

    static let later = Date(timeIntervalSince1970: 1_800_003_600)
    static let abroad = Lane(rawValue: "abroad")
    static let number = FaxNumber("+4930999")!

    static var search: JobSearch {
        var search = JobSearch(limit: 50)
        (search.state, search.sender, search.recipient, search.number) = (.failed, "ann@", "Practice", "4711")
        (search.reference, search.subject) = ("A/7", "Offer")
        (search.since, search.until, search.after) = (time, later, job)
        return search
    }

    static let account = "wards\n<ann>"

    static let first = NewTask(
        stage: .enrich, lane: .default, priority: .urgent, order: order, job: nil, payload: Array("{}".utf8))
    static let successor: NewTask = {
        var task = NewTask(
            stage: .faxout, lane: abroad, priority: .bulk, order: order, job: job, notBefore: time, expires: later,
            destination: number, payload: Array(#"{"a":1}"#.utf8))
        task.route = [abroad, .default]
        return task
    }()

    static let news = JobUpdate(job: job, event: "rendered")

    static var everything: JobUpdate {
        func reference(_ mediaType: String) -> DocumentReference {
            DocumentReference(digest: document.digest, byteCount: 3, mediaType: mediaType)
        }
        var attempt = Attempt(
            number: 1, call: CallID(rawValue: 1), began: Date(timeIntervalSince1970: 1_800_000_000), line: "line1",
            dialled: "0049")
        attempt.confirmedPages = 1
        return JobUpdate(
            job: job, state: .sending, sender: "ann@example.com", recipient: "Bob", number: number,
            subject: "Grüße", reference: "R 1", billingCode: "KST 1", pageCount: 3, confirmedPages: 1, attempts: 1,
            result: "busy",
            documents: ["pages": reference("image/tiff"), "mail": reference("message/rfc822")], attempt: attempt,
            call: call, event: "dialled")
    }

    static var call: CallLog {
        CallLog(
            id: CallID(rawValue: 1), line: "line1", dialled: "0049", began: Date(timeIntervalSince1970: 1_800_000_000),
            result: "busy", sentence: "The number was busy.",
            entries: [CallLog.Entry(time: 100, party: .line, text: "we dial 0049")], omitted: 2)
    }

    static func completion(
        _ verdict: Verdict, successors: [NewTask] = [], documents: [NewDocument] = [], updates: [JobUpdate] = [],
        checkpoint: String? = nil, finding: NumberFinding? = nil
    ) -> Completion {
        var completion = Completion(verdict)
        completion.successors = successors
        completion.documents = documents
        completion.updates = updates
        completion.checkpoint = checkpoint.map { Array($0.utf8) }
        completion.finding = finding
        return completion
    }

    static func leased(
        job: JobID?, stage: Stage, lane: String, retries: Int, troubles: Int, losses: Int,
        destination: FaxNumber? = nil, firstRate: Int? = nil, ending: Ending? = nil
    ) -> LeasedTask {
        LeasedTask(
            lease: lease, stage: stage, lane: Lane(rawValue: lane), order: order, job: job, retries: retries,
            troubles: troubles, losses: losses, destination: destination, firstRate: firstRate, ending: ending,
            payload: Array((job == nil ? "{}" : #"{"a":1}"#).utf8),
            checkpoint: Array((job == nil ? "" : #"{"page":1}"#).utf8))
    }

    /// Two tasks for one call.
    static var together: LeasedTask {
        var first = leased(
            job: job, stage: .faxout, lane: "abroad", retries: 3, troubles: 2, losses: 1, destination: number,
            firstRate: 9600)
        first.companions = [first]
        return first
    }

    static let requests: [(name: String, request: Request)] = [
        (
            "submit",
            .submit(
                Submission(
                    order: order, validUntil: time, sender: "ann@example.com",
                    duplicates: DuplicateGuard(key: 0x8877_6655_4433_2211, since: later), tasks: [first],
                    documents: [document], updates: [everything], charges: [Charge(job, to: account)]))
        ),
        (
            "ready",
            .ready(
                Readiness(
                    stage: .faxout,
                    capacities: [
                        Readiness.Capacity(lane: .default, tasks: 2),
                        Readiness.Capacity(lane: abroad, tasks: 1),
                    ], held: [lease],
                    lines: [
                        LineStatus(name: "line1", group: abroad, state: .busy),
                        LineStatus(name: "line2", group: .default, state: .resting, reason: "no modem", modem: "ACME"),
                    ]))
        ),
        (
            "done",
            .complete(
                lease,
                completion(
                    .done, successors: [successor], documents: [document], updates: [news],
                    finding: .answered(nextRate: 9600)))
        ),
        (
            "retry",
            .complete(
                lease,
                completion(
                    .retry(at: time, Failure(EnhancedStatusCode(4, 2, 1), "busy")), checkpoint: #"{"page":1}"#,
                    finding: .unavailable(until: later, reason: "engaged")))
        ),
        (
            "trouble",
            .complete(
                lease,
                completion(
                    .trouble(at: time, Failure(EnhancedStatusCode(4, 2, 1), "busy")), checkpoint: #"{"page":1}"#))
        ),
        (
            "failed",
            .complete(
                lease,
                completion(
                    .failed(Failure(EnhancedStatusCode(5, 1, 1), "no such number")),
                    finding: .wrong(until: later, reason: "a voice")))
        ),
        ("corrupt", .complete(lease, completion(.corrupt(Failure(EnhancedStatusCode(5, 3, 0), "not to be read"))))),
        ("released", .complete(lease, completion(.released))),
        ("checkpoint", .checkpoint(Checkpoint(lease: lease, state: Array(#"{"page":1}"#.utf8), updates: [news]))),
        (
            "write",
            .write(UploadPiece(upload: 0x1122_3344_5566_7788, offset: 262_144, bytes: Array("abc".utf8)))
        ),
        ("seal", .seal(upload: 0x1122_3344_5566_7788, digest: document.digest, byteCount: 262_147)),
        ("fetch", .fetch(digest: document.digest, offset: 262_144, count: 65_536)),
        ("queue", .query(.queue)),
        ("jobs", .query(.jobs(state: nil, limit: 50))),
        ("heldJobs", .query(.heldJobs(limit: 50))),
        ("find", .query(.find(search))),
        ("jobsOfState", .query(.jobs(state: .setAside, limit: 50))),
        ("job", .query(.job(job))),
        ("order", .query(.order(order))),
        ("lines", .query(.lines)),
        ("numbers", .query(.numbers)),
        ("accounts", .query(.accounts(since: time, until: later, after: nil, limit: 1000))),
        ("furtherAccounts", .query(.accounts(since: time, until: later, after: job, limit: 1000))),
        ("call", .query(.call(CallID(rawValue: 1)))),
        ("pages", .query(.pages(account: account, since: time))),
        ("publication", .query(.publication("directory"))),
        ("retryAll", .command(.retry(nil))),
        ("retryJob", .command(.retry(.job(job)))),
        ("retryOrder", .command(.retry(.order(order)))),
        ("cancel", .command(.cancel(.job(job)))),
        ("hold", .command(.hold(.order(order)))),
        ("release", .command(.release(.job(job)))),
        ("prioritise", .command(.prioritise(.order(order), .urgent))),
        ("redirect", .command(.redirect(job, number, lane: abroad))),
        ("pauseStage", .command(.pause(.stage(.render)))),
        ("pauseLane", .command(.pause(.lane(.faxout, abroad)))),
        ("pauseLine", .command(.pause(.line("line1")))),
        ("resume", .command(.resume(.lane(.faxout, abroad)))),
        ("bar", .command(.bar(number, reason: "a voice"))),
        ("allow", .command(.allow(number))),
        ("forward", .command(.forward(successor, sentence: "To a@b.", instead: true))),
        ("publish", .publish(name: "directory", PublishedDocument(digest: document.digest, byteCount: 262_147))),
        ("withdraw", .publish(name: "directory", nil)),
        ("amend", .amend(Amendment(task: successor, documents: [document], updates: [news]))),
    ]

    static let responses: [(name: String, response: Response)] = [
        ("accepted", .accepted),
        ("refused", .refused(SpoolError(.stale, "the lease of task 7 is over"))),
        (
            "readied",
            .readied(
                WorkerWord(
                    over: [TaskID(rawValue: 7), TaskID(rawValue: 8)], unwanted: [TaskID(rawValue: 9)],
                    pausedLines: ["line1"]))
        ),
        (
            "leased",
            .leased(
                leased(
                    job: job, stage: .faxout, lane: "abroad", retries: 3, troubles: 2, losses: 1,
                    destination: number))
        ),
        (
            "leasedTogether",
            .leased(together)
        ),
        (
            "leasedOrder",
            .leased(leased(job: nil, stage: .enrich, lane: "default", retries: 0, troubles: 0, losses: 0))
        ),
        (
            "leasedEnd",
            .leased(
                leased(
                    job: job, stage: .deliver, lane: "default", retries: 3, troubles: 2, losses: 1,
                    ending: Ending(
                        stage: .faxout, cause: .expired, failure: Failure(EnhancedStatusCode(5, 4, 7), "too late"))))
        ),
        ("content", .content(total: 262_147, bytes: Array("abc".utf8))),
        ("answer", .answer(Array(#"{"jobs":1}"#.utf8))),
    ]
}
