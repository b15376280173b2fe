import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("A store's history")
struct StoreHistoryTests {
    private func apply(_ bench: StoreBench, _ update: JobUpdate, stage: Stage? = nil, at time: Date = .after(0)) throws
    {
        try bench.commit { try $0.apply(update, stage: stage, at: time) }
    }

    private func job(_ order: UInt64, _ number: Int) -> JobID {
        JobID(order: OrderID(rawValue: order), number: number)
    }

    @Test(arguments: TestedStore.allCases)
    func anOrderIsKnownOnceItIsNoted(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let order = OrderID(rawValue: .max)
        #expect(try bench.commit { try $0.fingerprint(of: order) } == nil)
        for fingerprint: UInt64 in [.max, 1] {
            try bench.commit { try $0.insertOrder(order, fingerprint: fingerprint, duplicateKey: nil, at: .after(0)) }
        }
        #expect(try bench.commit { try $0.fingerprint(of: order) } == .max)
        #expect(try bench.commit { try $0.fingerprint(of: OrderID(rawValue: .max - 1)) } == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func aJobBeginsAsAccepted(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        #expect(try bench.history(of: .sample) == nil)
        #expect(try bench.commit { try $0.job(.sample) } == nil)
        try apply(bench, JobUpdate(job: .sample))
        #expect(try bench.commit { try $0.job(.sample) } == JobRecord(id: .sample, created: .after(0)))
        #expect(
            try bench.history(of: .sample)
                == JobHistory(
                    job: JobRecord(id: .sample, created: .after(0)), events: [], attempts: [], tasks: [], documents: [:]
                ))
    }

    @Test(arguments: TestedStore.allCases)
    func everyFieldOfAnUpdateIsKept(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try apply(
            bench,
            JobUpdate(
                job: .sample, state: .sending, sender: "ann@example.com", recipient: "Bob",
                number: FaxNumber("+4930999"), subject: "Grüße", reference: "R'1", billingCode: "KST 1", pageCount: 3,
                confirmedPages: 2,
                attempts: 1, result: "busy"))
        var record = JobRecord(id: .sample, created: .after(0))
        record.state = .sending
        record.sender = "ann@example.com"
        record.recipient = "Bob"
        record.number = FaxNumber("+4930999")
        record.subject = "Grüße"
        record.reference = "R'1"
        record.billingCode = "KST 1"
        record.pageCount = 3
        record.confirmedPages = 2
        record.attempts = 1
        record.result = "busy"
        #expect(try bench.history(of: .sample)?.job == record)
        // What the next update does not mention stays.
        try apply(bench, JobUpdate(job: .sample, state: .sent, result: "sent"), at: .after(5))
        record.state = .sent
        record.result = "sent"
        record.updated = .after(5)
        record.ended = .after(5)
        #expect(try bench.history(of: .sample)?.job == record)
        // When it ended does not change any more.
        try apply(bench, JobUpdate(job: .sample, state: .sent, event: "told"), at: .after(9))
        record.updated = .after(9)
        #expect(try bench.history(of: .sample)?.job == record)
    }

    @Test(arguments: TestedStore.allCases, JobState.allCases)
    func everyStateIsKept(_ kind: TestedStore, _ state: JobState) throws {
        let bench = try StoreBench(kind)
        try apply(bench, JobUpdate(job: .sample, state: state))
        #expect(try bench.history(of: .sample)?.job.state == state)
    }

    @Test(arguments: TestedStore.allCases)
    func theJournalKeepsItsOrderWithWhoSaidWhatWhen(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try apply(bench, JobUpdate(job: .sample, event: "accepted"), at: .after(0))
        try apply(bench, JobUpdate(job: .sample, event: "dialled"), stage: .faxout, at: .after(1))
        try apply(bench, JobUpdate(job: .sample, event: "dialled"), stage: .faxout, at: .after(1))
        try apply(bench, JobUpdate(job: JobID(order: .sample, number: 2), event: "another job"))
        #expect(
            try bench.history(of: .sample)?.events == [
                JobHistory.Event(time: .after(0), stage: nil, text: "accepted"),
                JobHistory.Event(time: .after(1), stage: .faxout, text: "dialled"),
                JobHistory.Event(time: .after(1), stage: .faxout, text: "dialled"),
            ])
    }

    @Test(arguments: TestedStore.allCases)
    func whatWentOverTheLineIsKeptByCall(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let id = CallID(time: .after(0), random: 1)
        var log = CallLog(
            id: id, line: "line1", dialled: "0049", began: .after(0), result: "busy", sentence: "The number was busy.",
            entries: [CallLog.Entry(time: 100, party: .line, text: "we dial 0049")], omitted: 2)
        #expect(try bench.commit { try $0.call(id) } == nil)
        try apply(bench, JobUpdate(job: .sample, call: log))
        #expect(try bench.commit { try $0.call(id) } == log)
        log.result = "sent"
        try apply(bench, JobUpdate(job: .sample, call: log))
        #expect(try bench.commit { try $0.call(id) } == log)
        #expect(try bench.commit { try $0.call(CallID(rawValue: 1)) } == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func anAttemptReplacesWhatIsKnownOfItsNumber(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        var first = Attempt(number: 1, call: CallID(rawValue: 1), began: .after(0), line: "line1", dialled: "0049")
        let second = Attempt(number: 2, call: CallID(rawValue: 1), began: .after(60), line: "line2", dialled: "0049")
        try apply(bench, JobUpdate(job: .sample, attempt: first))
        try apply(bench, JobUpdate(job: .sample, attempt: second))
        first.ended = .after(30.25)
        first.outcome = .busy
        first.sentence = "The number is engaged."
        try apply(bench, JobUpdate(job: .sample, attempt: first))
        #expect(try bench.history(of: .sample)?.attempts == [first, second])
    }

    @Test(arguments: TestedStore.allCases)
    func aDocumentReplacesTheOneOfItsRole(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func reference(_ text: String) -> DocumentReference {
            DocumentReference(
                digest: NewDocument(Array(text.utf8)).digest, byteCount: text.utf8.count, mediaType: "text/\(text)")
        }
        try apply(bench, JobUpdate(job: .sample, documents: ["mail": reference("a"), "pages": reference("b")]))
        try apply(bench, JobUpdate(job: .sample, documents: ["pages": reference("cc")]))
        #expect(
            try bench.history(of: .sample)?.documents == ["mail": reference("a"), "pages": reference("cc")])
    }

    @Test(arguments: TestedStore.allCases)
    func theTasksOfAJobAreItsOwnAndThoseOfItsOrder(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try apply(bench, JobUpdate(job: .sample))
        try bench.insert(.named("order"))
        try bench.insert(.named("job", stage: .faxout, job: 1, notBefore: .after(60)))
        try bench.insert(.named("sibling", job: 2))
        try bench.insert(.named("stranger", order: OrderID(rawValue: 2), job: 1))
        let tasks = try #require(try bench.history(of: .sample)).tasks
        #expect(
            tasks == [
                JobHistory.LiveTask(
                    stage: .render, lane: .default, state: "ready", notBefore: nil, retries: 0, losses: 0,
                    reason: nil),
                JobHistory.LiveTask(
                    stage: .faxout, lane: .default, state: "delayed", notBefore: .after(60), retries: 0, losses: 0,
                    reason: nil),
            ])
    }

    @Test(arguments: TestedStore.allCases)
    func aTaskSaysInWhichStateItIsAndWhy(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        try apply(bench, JobUpdate(job: .sample))
        for name in ["leased", "failed", "corrupt", "retried"] { try bench.insert(.named(name, job: 1)) }
        let leased = try bench.lease(1, 2, 3, 4).map(\.lease)
        func end(_ lease: LeaseReference, _ state: TaskState, _ reason: String, retries: Int = 0) throws {
            try bench.write(lease) { record in
                record.move(to: state)
                record.reason = reason
                record.retries = retries
            }
        }
        try end(leased[1], .failed, "no number")
        try end(leased[2], .corrupt, "no JSON")
        try end(leased[3], .delayed, "busy", retries: 1)
        let tasks = try #require(try bench.history(of: .sample)).tasks
        #expect(tasks.map(\.state) == ["leased", "failed", "corrupt", "delayed"])
        #expect(tasks.map(\.reason) == [nil, "no number", "no JSON", "busy"])
        #expect(tasks.map(\.retries) == [0, 0, 0, 1])
    }

    @Test(arguments: TestedStore.allCases)
    func theNewestOrdersComeFirstAndTheirJobsInTheirOrder(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        for id in [job(1, 1), job(2, 2), job(2, 1), job(3, 1)] {
            try apply(bench, JobUpdate(job: id, state: id.number == 1 ? .sent : .failed))
        }
        func jobs(_ state: JobState? = nil, _ order: UInt64? = nil, limit: Int = 10) throws -> [JobID] {
            try bench.commit {
                try $0.jobs(state: state, order: order.map(OrderID.init(rawValue:)), limit: limit)
            }.map(\.id)
        }
        #expect(try jobs() == [job(3, 1), job(2, 1), job(2, 2), job(1, 1)])
        #expect(try jobs(limit: 2) == [job(3, 1), job(2, 1)])
        #expect(try jobs(limit: 0) == [])
        #expect(try jobs(.failed) == [job(2, 2)])
        #expect(try jobs(nil, 2) == [job(2, 1), job(2, 2)])
        #expect(try jobs(.sent, 2) == [job(2, 1)])
        #expect(try jobs(.waiting) == [])
    }

    @Test(arguments: TestedStore.allCases)
    func jobsAreFoundByWhatStandsInThemAPartOfTheHistoryAtATime(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        for index in 1...9 {
            var update = JobUpdate(job: job(UInt64(index), 1), state: index % 2 == 0 ? .sent : .failed)
            update.sender = index == 3 ? "Ann@example.com" : "kai@example.com"
            update.number = FaxNumber(index < 6 ? "+492281" : "+492282")
            (update.subject, update.reference, update.recipient) = (
                "Offer 7\(index)", "A/\(index)", "Practice \(index)"
            )
            try apply(bench, update)
        }
        try apply(bench, JobUpdate(job: job(9, 2), state: .noFax))
        func find(among count: Int = 100, limit: Int = 10, _ change: (inout JobSearch) -> Void) throws -> JobList {
            var search = JobSearch(limit: limit)
            change(&search)
            return try bench.commit { try $0.find(search, among: count) }
        }
        func orders(_ list: JobList) -> [UInt64] { list.jobs.map { $0.id.order.rawValue } }
        #expect(try orders(find { _ in }) == [9, 8, 7, 6, 5, 4, 3, 2, 1])
        #expect(try find { $0.state = .noFax }.jobs.map(\.id) == [job(9, 2)])
        #expect(try orders(find { $0.sender = "ann@" }) == [3])
        #expect(try orders(find { $0.number = "2281" }) == [5, 4, 3, 2, 1])
        #expect(try orders(find { $0.number = "22" }) == [])
        #expect(try orders(find { ($0.number, $0.state) = ("2282", .sent) }) == [8, 6])
        #expect(try orders(find { $0.subject = "offer 74" }) == [4])
        #expect(try orders(find { $0.reference = "a/5" }) == [5])
        #expect(try orders(find { $0.recipient = "PRACTICE 6" }) == [6])
        #expect(try orders(find { $0.sender = "%" }) == [], "what is looked for is no pattern")

        // A part at a time: the list says where to go on, and in the end that all was looked at.
        let first = try find(among: 3) { $0.number = "2281" }
        #expect(first.jobs.isEmpty && first.next == job(8, 1))
        let second = try find(among: 3) { ($0.number, $0.after) = ("2281", first.next) }
        #expect(orders(second) == [5] && second.next == job(5, 1))
        let third = try find(limit: 2) { ($0.number, $0.after) = ("2281", second.next) }
        #expect(orders(third) == [4, 3] && third.next == job(3, 1))
        let last = try find { ($0.number, $0.after) = ("2281", third.next) }
        #expect(orders(last) == [2, 1] && last.next == nil)
    }

    @Test(arguments: TestedStore.allCases)
    func jobsAreFoundByWhenTheyWereAccepted(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let ids = [0, 60, 120].map { JobID(order: OrderID(time: .after($0), random: 7), number: 1) }
        for id in ids { try apply(bench, JobUpdate(job: id)) }
        func found(since: Date? = nil, until: Date? = nil, after: JobID? = nil) throws -> [JobID] {
            var search = JobSearch(limit: 9)
            (search.since, search.until, search.after) = (since, until, after)
            return try bench.commit { try $0.find(search, among: 9) }.jobs.map(\.id)
        }
        #expect(try found(since: .after(60)) == [ids[2], ids[1]])
        #expect(try found(until: .after(60)) == [ids[0]])
        #expect(try found(since: .after(60), until: .after(120)) == [ids[1]])
        #expect(try found(until: .after(120), after: ids[1]) == [ids[0]])
    }

    @Test(arguments: TestedStore.allCases)
    func theOpenJobsOfAnOrderAreThoseThatHaveNotEnded(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        for (index, state) in JobState.allCases.enumerated() {
            try apply(bench, JobUpdate(job: job(1, index + 1), state: state))
        }
        try apply(bench, JobUpdate(job: job(2, 1)))
        let open = try bench.commit { try $0.openJobs(of: .sample) }
        #expect(open == [1, 2, 3, 4, 5, 9, 10].map { job(1, $0) })
    }

    /// An order that was accepted so many seconds after the beginning.
    private func order(_ seconds: Double) -> OrderID {
        OrderID(time: .after(seconds), random: 1)
    }

    @Test(arguments: TestedStore.allCases)
    func thePagesOfAnAccountAreThoseConfirmedAndThoseUnderWay(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        func pages(_ account: String = "a", since: Double = 0) throws -> Int {
            try bench.commit { try $0.pages(of: account, since: .after(since)) }
        }
        #expect(try pages() == 0)
        let updates = [
            JobUpdate(job: JobID(order: order(0), number: 1), state: .accepted),
            JobUpdate(job: JobID(order: order(0), number: 2), state: .rendered, pageCount: 10),
            JobUpdate(job: JobID(order: order(1), number: 1), state: .sent, pageCount: 100, confirmedPages: 100),
            JobUpdate(job: JobID(order: order(2), number: 1), state: .failed, pageCount: 5000, confirmedPages: 1000),
            JobUpdate(job: JobID(order: order(3), number: 1), state: .cancelled, pageCount: 70_000),
            JobUpdate(job: JobID(order: order(4), number: 1), state: .setAside, pageCount: 200_000, confirmedPages: 3),
        ]
        for update in updates {
            try apply(bench, update)
            for _ in 1...2 { try bench.commit { try $0.insertCharge(Charge(update.job, to: "a")) } }
        }
        try bench.commit { try $0.insertCharge(Charge(updates[2].job, to: "b")) }
        #expect(try pages() == 201_111)
        #expect(try pages("b") == 100 && pages("c") == 0)
        #expect(try pages(since: 1) == 201_100 && pages(since: 4) == 200_000 && pages(since: 5) == 0)
        try apply(bench, JobUpdate(job: updates[5].job, state: .sending, confirmedPages: 4))
        #expect(try pages(since: 4) == 200_000)
        try apply(bench, JobUpdate(job: updates[5].job, state: .failed))
        #expect(try pages(since: 4) == 4)
    }

    @Test(arguments: TestedStore.allCases)
    func aChargeGoesWithItsOrder(_ kind: TestedStore) throws {
        let bench = try StoreBench(kind)
        let job = JobID(order: order(0), number: 1)
        try bench.commit { transaction in
            try transaction.insertOrder(job.order, fingerprint: 1, duplicateKey: nil, at: .after(0))
            try transaction.insertCharge(Charge(job, to: "a"))
        }
        try apply(bench, JobUpdate(job: job, state: .sent, confirmedPages: 3))
        #expect(try bench.commit { try $0.pages(of: "a", since: .after(0)) } == 3)
        _ = try bench.commit { try $0.forgetOrders(acceptedBefore: .after(1), limit: 10) }
        try apply(bench, JobUpdate(job: job, state: .sent, confirmedPages: 3))
        #expect(try bench.commit { try $0.pages(of: "a", since: .after(0)) } == 0)
    }
}
