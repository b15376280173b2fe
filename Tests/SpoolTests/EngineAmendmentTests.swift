import Configuration
import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("An order that is amended while nobody works on it")
struct EngineAmendmentTests {
    private let bench: EngineBench

    init() throws {
        bench = try EngineBench()
    }

    /// The task of a fax that is coming in, which may be taken after so many seconds.
    private func task(_ name: String, after seconds: TimeInterval?, lane: Lane = .received) -> NewTask {
        .named(
            name, stage: .enrich, lane: lane, job: 1,
            notBefore: seconds.map { bench.now.wall.addingTimeInterval($0) })
    }

    @discardableResult
    private func amend(
        _ name: String, after seconds: TimeInterval?, lane: Lane = .received, documents: [NewDocument] = [],
        state: JobState? = nil
    ) -> Response? {
        bench.ask(
            .amend(
                Amendment(
                    task: task(name, after: seconds, lane: lane), documents: documents,
                    updates: [JobUpdate(job: .sample, state: state, event: name)])))
    }

    private func ready() {
        bench.ready("a", 1, stage: .enrich, lane: .received)
    }

    @Test("It says what it was told last, once its time has come")
    func amended() throws {
        ready()
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample, state: .receiving)])
        bench.tick(after: .seconds(200))
        #expect(amend("2", after: 300) == .accepted)
        #expect(amend("2", after: 300) == .accepted, "a repetition changes nothing")
        bench.pass(.seconds(200))
        ready()
        #expect(bench.given("a").isEmpty)
        #expect(try bench.depth(.enrich, lane: .received).delayed == 1)
        bench.pass(.seconds(100))
        ready()
        #expect(bench.given("a").map(\.name) == ["2"])
    }

    @Test("When the call has ended it goes on at once, with its documents")
    func ended() throws {
        ready()
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample, state: .receiving)])
        let document = NewDocument([1, 2, 3])
        #expect(amend("2", after: nil, documents: [document], state: .received) == .accepted)
        #expect(bench.given("a").map(\.name) == ["2"])
        #expect(try bench.read { try $0.read(document.digest, offset: 0, count: 3)?.bytes } == [1, 2, 3])
        #expect(try bench.history()?.job.state == .received)
    }

    @Test("Once a worker has it, it is in other hands; also when it has gone on, or has failed")
    func inOtherHands() throws {
        ready()
        bench.submit(task("1", after: nil))
        let lease = try #require(bench.given("a").first)
        #expect(amend("2", after: 300)?.refusal == .stale)
        bench.complete(lease, .failed(.busy))
        #expect(amend("2", after: 300)?.refusal == .stale)
        try bench.command(.retry(.job(.sample)))
        #expect(try bench.history()?.job.state == .received)
        bench.complete(try #require(bench.given("a").first))
        #expect(amend("2", after: 300)?.refusal == .stale)
        #expect(try bench.history()?.events.contains { $0.text == "2" } == false, "nothing of it is kept")
    }

    @Test("An order that is not known, another stage or lane, and several tasks are not amended")
    func strange() throws {
        #expect(amend("1", after: 300)?.refusal == .unknown)
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample)])
        #expect(amend("2", after: 300, lane: .default)?.refusal == .stale)
        let order = OrderID(rawValue: 2)
        bench.submit(
            .named("1", stage: .enrich, lane: .received, order: order, job: 1),
            .named("2", stage: .enrich, lane: .received, order: order, job: 2), order: order)
        let other = NewTask.named("3", stage: .enrich, lane: .received, order: order, job: 1)
        #expect(bench.ask(.amend(Amendment(task: other)))?.refusal == .stale)
    }

    @Test("A document that lies, and a full disk, change nothing")
    func refused() throws {
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample)])
        var document = NewDocument([1])
        document.bytes = [2]
        #expect(amend("2", after: 300, documents: [document])?.refusal == .malformed)
        try bench.restart(minimumFreeDisk: ByteCount(1 << 60))
        #expect(amend("2", after: 300)?.refusal == .busy)
        #expect(try bench.history()?.events.map(\.text) == [])
    }

    @Test("What was received waits for its worker as long as it takes, and is never given up")
    func patient() throws {
        bench.submit(task("1", after: nil), updates: [JobUpdate(job: .sample, state: .received)])
        bench.tick(after: .seconds(3 * 86_400))
        for _ in 0..<6 {
            ready()
            #expect(bench.given("a").map(\.name) == ["1"])
            bench.tick(after: .seconds(40))
        }
        #expect(try bench.depth(.enrich, lane: .received).corrupt == 1)
        #expect(try bench.history()?.job.state == .setAside)
    }

    @Test("What the operator says of a fax that is coming in holds: cancelled, it is in other hands")
    func controlled() throws {
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample, state: .receiving)])
        try bench.command(.hold(.job(.sample)))
        #expect(amend("2", after: 300) == .accepted)
        #expect(try bench.depth(.enrich, lane: .received).held == 1)
        try bench.command(.cancel(.job(.sample)))
        #expect(amend("3", after: 300)?.refusal == .stale)
    }

    @Test("A fax that was held goes on when its call has ended")
    func released() throws {
        ready()
        bench.submit(task("1", after: 300), updates: [JobUpdate(job: .sample, state: .receiving)])
        try bench.command(.hold(.job(.sample)))
        #expect(amend("2", after: nil, state: .received) == .accepted)
        #expect(bench.given("a").map(\.name) == ["2"])
    }
}
