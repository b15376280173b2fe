import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

/// Faxes that come while their group may not dial. The tests' time is Friday, 15 January 2027, 09:00 in Berlin.
@Suite("Time limits and the hours of groups")
struct EngineHoursTests {
    private static func configuration(_ expireAfter: String, _ days: String) -> String {
        """
        spool: { expire-after: \(expireAfter) }
        line-groups:
          - name: default
            time-zone: Europe/Berlin
            windows: [{ days: [\(days)], from: "08:00", to: "18:00" }]
        """
    }

    private static let weekdays = "mon, tue, wed, thu, fri"
    private static let allDays = "mon, tue, wed, thu, fri, sat, sun"

    /// Time passes up to this one.
    private func pass(_ bench: EngineBench, until text: String) throws {
        let time = try Date(text, strategy: .iso8601)
        bench.stall(.seconds(time.timeIntervalSince(bench.now.wall)))
        bench.tick(after: .seconds(4))
    }

    private func expiry(_ bench: EngineBench) throws -> Date? {
        try bench.read { try $0.tasks(of: .sample) }.first?.record.expires
    }

    @Test(arguments: ["2027-01-15T17:30:00Z", "2027-01-15T16:59:30Z"])
    func aFaxOfFridayEveningIsNotOverBeforeItsGroupWasOpenForItsTime(_ accepted: String) throws {
        let bench = try EngineBench(configuration: Self.configuration("1d", Self.weekdays))
        try pass(bench, until: accepted)
        bench.submit(
            .named("x", stage: .faxout, job: 1, to: "1"), updates: [JobUpdate(job: .sample)])
        for time in ["2027-01-16T18:00:00Z", "2027-01-18T07:00:00Z", "2027-01-20T10:00:00Z"] {
            try pass(bench, until: time)
            #expect(try bench.depth(.faxout).ready == 1, "at \(time)")
        }
        bench.ready("a", 1, stage: .faxout)
        #expect(bench.given("a").map(\.name) == ["x"])
        bench.tick(after: .seconds(40))
        try pass(bench, until: "2027-01-20T11:00:30Z")
        #expect(try bench.depth(.deliver).ready == 1)
    }

    @Test func aFaxThatWasMadeIntoPagesHasWhatIsLeftOfItsTime() throws {
        let bench = try EngineBench(configuration: Self.configuration("4h", Self.weekdays))
        try pass(bench, until: "2027-01-15T17:29:56Z")
        bench.submit(.named("x"))
        bench.ready("r", 1)
        let task = try #require(bench.given("r").first)
        bench.stall(.seconds(3600))
        bench.ready("r", 0, holding: [task])
        var completion = Completion(.done)
        completion.successors = [.named("y", stage: .faxout, job: 1, to: "1")]
        bench.ask(.complete(task.lease, completion), from: "r")
        #expect(try expiry(bench) == Date("2027-01-18T10:00:00Z", strategy: .iso8601))
    }

    @Test func anHourThatTheClockSkipsOrRepeatsIsNoneOfTheGroups() throws {
        for (accepted, over) in [
            ("2027-03-27T17:30:00Z", "2027-03-28T07:00:00Z"), ("2027-10-30T17:30:00Z", "2027-10-31T08:00:00Z"),
        ] {
            let bench = try EngineBench(configuration: Self.configuration("1h", Self.allDays))
            try pass(bench, until: accepted)
            bench.submit(.named("x", stage: .faxout, to: "1"))
            #expect(try expiry(bench) == Date(over, strategy: .iso8601))
        }
    }

    @Test func aTimeThatItsSenderGaveCountsByTheClockWhateverTheHours() throws {
        let bench = try EngineBench(configuration: Self.configuration("1d", Self.weekdays))
        try pass(bench, until: "2027-01-15T17:30:00Z")
        let expires = try Date("2027-01-16T12:00:00Z", strategy: .iso8601)
        bench.submit(
            .named("x", stage: .faxout, job: 1, expires: expires, to: "1"), updates: [JobUpdate(job: .sample)])
        #expect(try expiry(bench) == expires)
        try pass(bench, until: "2027-01-16T12:00:01Z")
        #expect(try bench.depth(.deliver).ready == 1)
    }

    @Test func aFaxThatIsRedirectedHasWhatIsLeftOfItsTimeInTheHoursOfItsNewGroup() throws {
        let bench = try EngineBench(configuration: Self.configuration("4h", Self.weekdays))
        try pass(bench, until: "2027-01-15T17:30:00Z")
        bench.submit(.named("x", stage: .faxout, job: 1, to: "1"), updates: [JobUpdate(job: .sample)])
        let number = try #require(FaxNumber("1"))
        try bench.command(.redirect(.sample, number, lane: Lane(rawValue: "always")))
        let accepted = bench.now.wall
        #expect(try expiry(bench) == accepted.addingTimeInterval(4 * 3600))
        try bench.command(.redirect(.sample, number, lane: .default))
        #expect(try expiry(bench) == Date("2027-01-18T11:00:00Z", strategy: .iso8601))
    }

    @Test func aFaxThatIsNotToBeSentBeforeATimeHasItsTimeFromThereInTheHours() throws {
        let bench = try EngineBench(configuration: Self.configuration("1h", Self.weekdays))
        let start = try Date("2027-01-16T12:00:00Z", strategy: .iso8601)
        bench.submit(.named("x", stage: .faxout, notBefore: start, to: "1"))
        #expect(try expiry(bench) == Date("2027-01-18T08:00:00Z", strategy: .iso8601))
    }
}
