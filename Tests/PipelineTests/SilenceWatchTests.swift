import Logging
import TestSupport
import Testing

@testable import Pipeline

@Suite("A spool that is not heard of", .timeLimit(.minutes(20)))
struct SilenceWatchTests {
    private let start = SilenceWatch.Instant.now

    private func at(_ seconds: Double) -> SilenceWatch.Instant { start + .seconds(seconds) }

    @Test func aSilenceIsToldOnceFromItsFirstUnansweredMessageOn() {
        var watch = SilenceWatch(patience: .seconds(10))
        #expect(watch.nextDeadline == nil)
        watch.wasAsked(now: at(0))
        watch.wasAsked(now: at(6))
        #expect(watch.nextDeadline == at(10))
        #expect(watch.deadlineReached(now: at(9)) == nil)
        #expect(watch.deadlineReached(now: at(10)) == .silent(since: at(0)))
        watch.wasAsked(now: at(12))
        #expect(watch.nextDeadline == nil && watch.deadlineReached(now: at(500)) == nil)
    }

    @Test func thatItAnswersAgainIsToldWhereItsSilenceWas() {
        var watch = SilenceWatch(patience: .seconds(10))
        watch.wasAsked(now: at(0))
        #expect(watch.wasHeard(now: at(9)) == nil)
        #expect(watch.nextDeadline == nil, "nobody waits for anything")
        watch.wasAsked(now: at(20))
        #expect(watch.deadlineReached(now: at(30)) == .silent(since: at(20)))
        #expect(watch.wasHeard(now: at(50)) == .back(after: .seconds(30)))
        #expect(watch.wasHeard(now: at(51)) == nil)
    }

    @Test func aSpoolThatComesAndGoesIsToldOfOnceAMinute() {
        var watch = SilenceWatch(patience: .seconds(10))
        watch.wasAsked(now: at(0))
        _ = watch.deadlineReached(now: at(10))
        _ = watch.wasHeard(now: at(11))
        watch.wasAsked(now: at(12))
        #expect(watch.nextDeadline == at(70))
        #expect(watch.deadlineReached(now: at(69)) == nil)
        #expect(watch.deadlineReached(now: at(70)) == .silent(since: at(12)))
    }

    @Test func theLogOfAProgramSaysThatNobodyAnswersAndThatSomebodyDoesAgain() async throws {
        let folder = try TemporaryFolder()
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let (lines, log) = AsyncStream.makeStream(of: String.self)
        let logger = Logger(label: "test") { _ in LineLog(lines: log) }
        // A program that has nothing to ask is told as well.
        let client = try SpoolClient(endpoint: endpoint, patience: .milliseconds(10), logger: logger)
        defer { client.close() }
        var heard = lines.makeAsyncIterator()
        let first = try #require(await heard.next())
        #expect(first.hasPrefix("warning The spool at \(endpoint) does not answer since "))
        #expect(first.contains("(is it running at \(endpoint)?)"))
        let spool = try ScriptedSpool(at: endpoint)
        defer { spool.stop() }
        let second = try #require(await heard.next())
        #expect(second.hasPrefix("notice The spool answers again, after "))
    }
}

/// A log whose lines a test reads.
private struct LineLog: LogHandler {
    let lines: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.yield("\(event.level) \(event.message)")
    }
}
