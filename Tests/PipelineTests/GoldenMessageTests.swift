import FaxModel
import Foundation
import Testing

@testable import Pipeline

@Suite("The bytes of every message")
struct GoldenMessageTests {
    @Test(arguments: SampleMessages.requests.map(\.name))
    func aRequestIsWrittenAsTheProtocolSays(_ name: String) throws {
        let sample = try #require(SampleMessages.requests.first { $0.name == name })
        #expect(sample.request.frames(request: 5) == GoldenBytes.frames(GoldenBytes.requests[name]))
    }

    @Test(arguments: SampleMessages.requests.map(\.name))
    func theBytesOfARequestAreReadAsThatRequest(_ name: String) throws {
        let sample = try #require(SampleMessages.requests.first { $0.name == name })
        let numbered = try #require(Request.read(GoldenBytes.frames(GoldenBytes.requests[name])))
        #expect(numbered.number == 5)
        #expect(numbered.request == .success(sample.request))
    }

    @Test(arguments: SampleMessages.responses.map(\.name))
    func aResponseIsWrittenAsTheProtocolSays(_ name: String) throws {
        let sample = try #require(SampleMessages.responses.first { $0.name == name })
        #expect(sample.response.frames(request: 5) == GoldenBytes.frames(GoldenBytes.responses[name]))
    }

    @Test(arguments: SampleMessages.responses.map(\.name))
    func theBytesOfAResponseAreReadAsThatResponse(_ name: String) throws {
        let sample = try #require(SampleMessages.responses.first { $0.name == name })
        let read = try Response.read(GoldenBytes.frames(GoldenBytes.responses[name]))
        #expect(read.request == 5)
        #expect(read.response == sample.response)
    }

    @Test func everyMessageHasBytesAndNoBytesAreWithoutAMessage() {
        #expect(Set(GoldenBytes.requests.keys) == Set(SampleMessages.requests.map(\.name)))
        #expect(Set(GoldenBytes.responses.keys) == Set(SampleMessages.responses.map(\.name)))
    }

    @Test func theCodesOfRefusalsAreFixed() {
        let codes = Dictionary(uniqueKeysWithValues: SpoolError.Code.allCases.map { ("\($0)", $0.rawValue) })
        #expect(
            codes == [
                "busy": 1, "stale": 2, "unknown": 3, "malformed": 4, "version": 5, "storage": 6, "unreachable": 7,
                "late": 8, "taken": 9, "damaged": 10, "duplicate": 11,
            ])
    }

    @Test(arguments: Stage.allCases) func everyStageComesThrough(_ stage: Stage) {
        let request = Request.ready(Readiness(stage: stage, capacities: [], held: []))
        #expect(Request.read(request.frames(request: 1))?.request == .success(request))
    }

    @Test(arguments: JobState.allCases) func everyStateOfAJobComesThrough(_ state: JobState) {
        let update = JobUpdate(job: SampleMessages.job, state: state)
        let request = Request.checkpoint(Checkpoint(lease: SampleMessages.lease, state: [], updates: [update]))
        #expect(Request.read(request.frames(request: 1))?.request == .success(request))
    }

    @Test(arguments: Priority.allCases) func everyPriorityComesThrough(_ priority: Priority) {
        var task = SampleMessages.first
        task.priority = priority
        let request = Request.submit(Submission(order: SampleMessages.order, tasks: [task]))
        #expect(Request.read(request.frames(request: 1))?.request == .success(request))
    }

    @Test(arguments: LineStatus.State.allCases) func everyStateOfALineComesThrough(_ state: LineStatus.State) {
        let line = LineStatus(name: "line1", group: SampleMessages.abroad, state: state)
        let request = Request.ready(Readiness(stage: .faxout, capacities: [], held: [], lines: [line]))
        #expect(Request.read(request.frames(request: 1))?.request == .success(request))
    }

    @Test(arguments: Ending.Cause.allCases, Stage.allCases)
    func everyEndOfATaskOfEveryStageComesThrough(_ cause: Ending.Cause, _ stage: Stage) throws {
        let failure = Failure(EnhancedStatusCode(5, 0, 0), "It is over.")
        let response = Response.leased(
            SampleMessages.leased(
                job: nil, stage: .deliver, lane: "default", retries: 0, troubles: 0, losses: 0,
                ending: Ending(stage: stage, cause: cause, failure: failure)))
        #expect(try Response.read(response.frames(request: 1)).response == response)
    }

    @Test func theLargestNumbersComeThrough() throws {
        let request = Request.seal(upload: .max, digest: SampleMessages.document.digest, byteCount: .max)
        let numbered = try #require(Request.read(request.frames(request: .max)))
        #expect(numbered.number == .max)
        #expect(numbered.request == .success(request))
    }
}
