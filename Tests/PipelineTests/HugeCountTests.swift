import FaxModel
import Testing

@testable import Pipeline

@Suite("Counts and lengths that are announced and not there")
struct HugeCountTests {
    @Test(arguments: SampleMessages.requests.map(\.name))
    func everyLengthIsHeldAgainstWhatIsThere(_ name: String) throws {
        let frames = try #require(SampleMessages.requests.first { $0.name == name }).request.frames(request: 5)
        // Wherever a length or a count may stand, four bytes that say as much as can be said.
        for position in 0..<max(0, frames[1].count - 3) {
            var bytes = frames[1]
            bytes.replaceSubrange(position..<position + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
            _ = Request.read([frames[0], bytes] + frames[2...])
        }
        let empty = Request.read([frames[0], [0xFF, 0xFF, 0xFF, 0xFF]])
        guard case .failure(let error) = empty?.request else {
            Issue.record("read from four bytes")
            return
        }
        #expect(error.code == .malformed)
    }

    @Test func aListIsNotAllocatedByItsAnnouncedCount() {
        // As many bytes as elements are announced, so that the count alone is possible; a page each would be 256 GiB.
        struct Page {
            var bytes: InlineArray<4096, UInt8>
        }
        var writer = WireWriter()
        writer.data([UInt8](repeating: 0, count: 64 << 20))
        var reader = WireReader(writer.bytes)
        #expect(throws: WireError("the element is cut off")) {
            try reader.list("pages") { _ throws(WireError) -> Page in throw WireError("the element is cut off") }
        }
    }

    @Test func aCountOverWhatIsThereIsRefusedBeforeTheFirstElement() {
        var reader = WireReader([4, 0, 0, 0, 1, 2, 3])
        #expect(throws: WireError("ids: a count of 4 can't be")) {
            try reader.list("ids") { _ throws(WireError) -> Int in
                Issue.record("an element was read")
                return 0
            }
        }
    }

    @Test func aLengthOverWhatIsThereIsRefused() {
        var reader = WireReader([4, 0, 0, 0, 1, 2, 3])
        #expect(throws: WireError("payload is cut off")) { try reader.data("payload") }
    }
}
