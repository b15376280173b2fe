import TestSupport
import Testing

@testable import Pipeline

@Suite("Messages with changes at random")
struct MutatedMessageTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func aRequestIsReadOrRefusedAndWhatIsReadCanBeWritten(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            guard let sample = SampleMessages.requests.randomElement(using: &random) else { continue }
            var frames = sample.request.frames(request: 5)
            for _ in 0..<Int.random(in: 1...4, using: &random) { Mutation.mutate(&frames, &random) }
            guard case .success(let request) = Request.read(frames)?.request else { continue }
            #expect(Request.read(request.frames(request: 5))?.request == .success(request))
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func aResponseIsReadOrRefusedAndWhatIsReadCanBeWritten(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            guard let sample = SampleMessages.responses.randomElement(using: &random) else { continue }
            var frames = sample.response.frames(request: 5)
            for _ in 0..<Int.random(in: 1...4, using: &random) { Mutation.mutate(&frames, &random) }
            guard let read = try? Response.read(frames) else { continue }
            #expect(try Response.read(read.response.frames(request: read.request)).response == read.response)
        }
    }
}
