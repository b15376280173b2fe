import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("Faxes that have a choice of line groups")
struct EngineRouteTests {
    private static let sip = Lane(rawValue: "sip")
    private static let isdn = Lane(rawValue: "isdn")
    private static let trouble = Failure(EnhancedStatusCode(4, 3, 0), "The modem does not answer.")

    private func fax(_ name: String = "fax", to number: String = "1", priority: Priority = .normal) -> NewTask {
        var task = NewTask.named(name, stage: .faxout, lane: Self.sip, priority: priority, job: 1, to: number)
        task.route = [Self.sip, Self.isdn]
        return task
    }

    private func retry(_ failure: Failure, after seconds: TimeInterval, _ bench: EngineBench) -> Verdict {
        .retry(at: bench.now.wall.addingTimeInterval(seconds), failure)
    }

    @Test("A fax waits for its own group, and goes to the next that has room when it has waited long enough")
    func offered() throws {
        let bench = try EngineBench()
        bench.ready("isdn", 2, stage: .faxout, lane: Self.isdn)
        bench.submit(fax())
        bench.pass(.seconds(59))
        bench.ready("isdn", 2, stage: .faxout, lane: Self.isdn)
        bench.tick()
        #expect(bench.given("isdn").isEmpty)
        bench.tick(after: .seconds(2))
        #expect(bench.given("isdn").map(\.name) == ["fax"])
        #expect(try bench.depth(.faxout, lane: Self.isdn).leased == 1)
        #expect(
            try bench.history()?.events.map(\.text).contains {
                $0.contains("No line of group sip has taken it; one of group isdn may dial it now.")
            } == true)
    }

    @Test("It waits as long as it was to, however the clock is set", arguments: [-3600, 3600] as [TimeInterval])
    func clock(_ seconds: TimeInterval) throws {
        let bench = try EngineBench()
        bench.submit(fax())
        bench.tick(after: .seconds(1))
        bench.setClock(seconds)
        bench.pass(.seconds(58))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick()
        #expect(bench.given("isdn").isEmpty)
        bench.tick(after: .seconds(3))
        #expect(bench.given("isdn").map(\.name) == ["fax"])
    }

    @Test("So it does when its group's lines are all in calls, and it does not while they have room")
    func busy() throws {
        let bench = try EngineBench()
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.submit(fax("first", to: "1"))
        let first = bench.given("sip")
        #expect(first.map(\.name) == ["first"])
        bench.submit(fax("second", to: "2"), order: OrderID(rawValue: 2))
        for _ in 0..<7 {
            bench.pass(.seconds(10))
            bench.ready("sip", 1, stage: .faxout, lane: Self.sip, holding: first)
            bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        }
        bench.tick()
        #expect(bench.given("sip").isEmpty)
        #expect(bench.given("isdn").map(\.name) == ["second"])
    }

    @Test("A group takes no more of others than it has room for, the oldest first, and its own before them")
    func room() throws {
        let bench = try EngineBench()
        for number in 1...3 {
            bench.submit(fax("\(number)", to: "\(number)"), order: OrderID(rawValue: UInt64(number)))
            bench.stall(.seconds(1))
        }
        bench.stall(.seconds(120))
        bench.submit(
            .named("own", stage: .faxout, lane: Self.isdn, to: "9"), order: OrderID(rawValue: 9))
        bench.ready("isdn", 2, stage: .faxout, lane: Self.isdn)
        bench.tick()
        bench.tick(after: .seconds(1))
        #expect(Set(bench.given("isdn").map(\.name)) == ["own", "1"])
        #expect(try bench.depth(.faxout, lane: Self.sip).ready == 2)
    }

    @Test(
        "A call that fails through our own trouble is made by the next group at once; after the last it waits, and the first dials"
    )
    func ownTrouble() throws {
        let bench = try EngineBench()
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.submit(fax())
        let first = try #require(bench.given("sip").first)
        bench.complete(first, retry(Self.trouble, after: 30, bench), from: "sip")
        bench.tick()
        let second = try #require(bench.given("isdn").first)
        #expect(second.lane == Self.isdn && second.retries == 1)
        bench.complete(second, retry(Self.trouble, after: 30, bench), from: "isdn")
        bench.tick()
        #expect(bench.given("isdn").isEmpty && bench.given("sip").isEmpty)
        bench.pass(.seconds(31))
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.tick()
        #expect(bench.given("sip").map(\.name) == ["fax"])
    }

    @Test("A group without lines in service is passed by")
    func outOfService() throws {
        let bench = try EngineBench()
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.ready("isdn", 0, stage: .faxout, lane: Self.isdn)
        bench.submit(fax())
        let task = try #require(bench.given("sip").first)
        bench.complete(task, retry(Self.trouble, after: 30, bench), from: "sip")
        #expect(try bench.depth(.faxout, lane: Self.sip).delayed == 1)
    }

    private func word(_ worker: String, _ lane: Lane, _ states: [LineStatus.State], _ bench: EngineBench) {
        let lines = states.enumerated().map {
            LineStatus(name: "\(worker)-\($0.offset)", group: lane, state: $0.element)
        }
        _ = bench.word(
            to: worker, states.count { $0 == .free }, stage: .faxout, lane: lane, lines: lines)
    }

    @Test("Where all lines of a group are known to be out of service, its faxes go on at once, and the history says so")
    func deadGroup() throws {
        let bench = try EngineBench()
        word("isdn", Self.isdn, [.free, .free], bench)
        word("sip", Self.sip, [.testing, .resting], bench)
        bench.submit(fax("first"))
        bench.tick()
        bench.tick(after: .seconds(2))
        #expect(bench.given("isdn").isEmpty, "a line that is being tested may take it")
        word("sip", Self.sip, [.resting, .paused], bench)
        bench.tick()
        #expect(bench.given("isdn").map(\.name) == ["first"])
        #expect(
            try bench.history()?.events.map(\.text).contains {
                $0.contains("All lines of group sip are out of service; one of group isdn may dial it now.")
            } == true)
        bench.submit(fax("second", to: "2"), order: OrderID(rawValue: 2))
        bench.tick()
        #expect(bench.given("isdn").map(\.name) == ["second"], "so does one that comes later")
    }

    @Test("A group of which one line is in service keeps its faxes, and so does one of which nothing is known")
    func livingGroup() throws {
        for states in [[LineStatus.State.busy, .resting], []] {
            let bench = try EngineBench()
            word("isdn", Self.isdn, [.free], bench)
            word("sip", Self.sip, states, bench)
            bench.submit(fax())
            bench.tick()
            bench.tick(after: .seconds(3))
            #expect(bench.given("isdn").isEmpty)
        }
    }

    @Test("A number that is busy is dialled again by the first group")
    func busyNumber() throws {
        let bench = try EngineBench()
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.submit(fax())
        bench.pass(.seconds(61))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick()
        let task = try #require(bench.given("isdn").first)
        bench.complete(task, retry(.busy, after: 30, bench), from: "isdn")
        #expect(try bench.depth(.faxout, lane: Self.sip).delayed == 1)
    }

    @Test("The choice, and how long it has waited, survive a restart")
    func restart() throws {
        let bench = try EngineBench()
        bench.submit(fax())
        bench.pass(.seconds(45))
        try bench.restart()
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.pass(.seconds(10))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        #expect(bench.given("isdn").isEmpty)
        bench.pass(.seconds(6))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick()
        #expect(bench.given("isdn").map(\.name) == ["fax"])
    }

    @Test("Where the operator has chosen the group, and where the group is paused, nothing moves")
    func fixed() throws {
        let bench = try EngineBench()
        bench.submit(fax(), updates: [JobUpdate(job: .sample, state: .rendered)])
        try bench.command(.redirect(.sample, #require(FaxNumber("2")), lane: Self.sip))
        bench.pass(.seconds(120))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick(after: .seconds(2))
        #expect(bench.given("isdn").isEmpty)
        #expect(try bench.depth(.faxout, lane: Self.sip).ready == 1)
        let paused = try EngineBench()
        paused.submit(fax())
        try paused.command(.pause(.lane(.faxout, Self.isdn)))
        paused.pass(.seconds(120))
        paused.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        paused.tick(after: .seconds(2))
        #expect(paused.given("isdn").isEmpty)
    }

    @Test("Faxes that can't move now do not keep younger ones from moving")
    func unmovable() throws {
        let bench = try EngineBench()
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.submit(fax("first", to: "1"))
        let first = bench.given("sip")
        for number in 2...4 {
            bench.submit(fax("\(number)", to: "1"), order: OrderID(rawValue: UInt64(number)))
        }
        bench.submit(fax("chosen", to: "5"), order: OrderID(rawValue: 5))
        bench.submit(fax("young", to: "6"), order: OrderID(rawValue: 6))
        for _ in 0..<7 {
            bench.pass(.seconds(10))
            bench.ready("sip", 1, stage: .faxout, lane: Self.sip, holding: first)
            bench.ready("isdn", 2, stage: .faxout, lane: Self.isdn)
        }
        bench.tick()
        #expect(bench.given("isdn").map(\.name) == ["chosen", "young"])
        #expect(try bench.depth(.faxout, lane: Self.sip).blocked == 3)
    }

    @Test(
        "Our own trouble does not take a fax from the group that the operator has chosen, nor to one whose hours are over"
    )
    func chosen() throws {
        let bench = try EngineBench()
        bench.submit(fax(), updates: [JobUpdate(job: .sample, state: .rendered)])
        try bench.command(.redirect(.sample, #require(FaxNumber("2")), lane: Self.sip))
        bench.ready("sip", 1, stage: .faxout, lane: Self.sip)
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick()
        bench.complete(try #require(bench.given("sip").first), retry(Self.trouble, after: 30, bench), from: "sip")
        bench.tick()
        #expect(bench.given("isdn").isEmpty)
        #expect(try bench.depth(.faxout, lane: Self.sip).delayed == 1)
        // The bench's time is no such minute.
        let hours = try EngineBench(
            configuration: """
                line-groups:
                  - {name: isdn, time-zone: GMT, windows: [{days: [mon], from: "00:00", to: "00:01"}]}
                """)
        hours.ready("sip", 1, stage: .faxout, lane: Self.sip)
        hours.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        hours.submit(fax())
        hours.complete(try #require(hours.given("sip").first), retry(Self.trouble, after: 30, hours), from: "sip")
        hours.tick()
        #expect(hours.given("isdn").isEmpty)
        #expect(try hours.depth(.faxout, lane: Self.sip).delayed == 1)
    }

    @Test("Old faxes that nobody has room for are looked at once a second")
    func patience() throws {
        let bench = try EngineBench()
        bench.submit(fax(), updates: [JobUpdate(job: .sample, state: .rendered)])
        bench.pass(.seconds(300))
        bench.ready("isdn", 0, stage: .faxout, lane: Self.isdn)
        bench.tick()
        #expect(bench.engine.queue.nextOffer == bench.now.wall.addingTimeInterval(1))
        try bench.command(.hold(.job(.sample)))
        try bench.command(.release(.job(.sample)))
        #expect(try #require(bench.engine.queue.nextOffer) > bench.now.wall)
    }

    @Test("A fax for one group alone stays there, and nobody looks for it")
    func alone() throws {
        let bench = try EngineBench()
        bench.submit(.named("fax", stage: .faxout, lane: Self.sip, to: "1"))
        bench.tick()
        bench.tick(after: .seconds(2))
        #expect(bench.engine.queue.nextOffer == nil)
        bench.pass(.seconds(200))
        bench.ready("isdn", 1, stage: .faxout, lane: Self.isdn)
        bench.tick()
        #expect(bench.given("isdn").isEmpty)
    }
}
