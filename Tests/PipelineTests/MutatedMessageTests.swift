import TestSupport
import Testing

@testable import Pipeline

@Suite("Messages with changes at random")
struct MutatedMessageTests {
    /// Changes, cuts, doubles or grows one frame of a message.
    private func mutate(_ frames: inout [[UInt8]], _ random: inout SeededGenerator) {
        let frame = Int.random(in: 0..<frames.count, using: &random)
        guard !frames[frame].isEmpty else {
            frames[frame] = [UInt8.random(in: 0...255, using: &random)]
            return
        }
        let place = Int.random(in: 0..<frames[frame].count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: frames[frame][place] = UInt8.random(in: 0...255, using: &random)
        case 1: frames[frame][place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: frames[frame].removeLast(frames[frame].count - place)
        case 3: frames[frame].insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 4: frames[frame].remove(at: place)
        default: frames.insert(frames[frame], at: frame)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func aRequestIsReadOrRefusedAndWhatIsReadCanBeWritten(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            guard let sample = SampleMessages.requests.randomElement(using: &random) else { continue }
            var frames = sample.request.frames(request: 5)
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&frames, &random) }
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
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&frames, &random) }
            guard let read = try? Response.read(frames) else { continue }
            #expect(try Response.read(read.response.frames(request: read.request)).response == read.response)
        }
    }
}
