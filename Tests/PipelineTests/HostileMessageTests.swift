import FaxModel
import Foundation
import Testing

@testable import Pipeline

@Suite("Messages that mean no good")
struct HostileMessageTests {
    private func refusal(of frames: [[UInt8]]) -> SpoolError? {
        guard case .failure(let error) = Request.read(frames)?.request else { return nil }
        return error
    }

    private func envelope(_ kind: UInt8) -> [UInt8] {
        Envelope(kind: kind, request: 5).frame
    }

    private func fields(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        write(&writer)
        return writer.bytes
    }

    @Test(arguments: SampleMessages.requests.map(\.name))
    func aRequestThatIsCutOffAnywhereIsRefusedUnderItsNumber(_ name: String) throws {
        let frames = try #require(SampleMessages.requests.first { $0.name == name }).request.frames(request: 5)
        for count in 0..<frames[1].count {
            let numbered = try #require(Request.read([frames[0], Array(frames[1].prefix(count))] + frames[2...]))
            #expect(numbered.number == 5)
            guard case .failure(let error) = numbered.request else {
                Issue.record("read although only \(count) of \(frames[1].count) bytes are there")
                continue
            }
            #expect(error.code == .malformed)
        }
    }

    @Test(arguments: SampleMessages.responses.map(\.name))
    func aResponseThatIsCutOffAnywhereIsAnError(_ name: String) throws {
        let frames = try #require(SampleMessages.responses.first { $0.name == name }).response.frames(request: 5)
        for count in 0..<frames[1].count {
            #expect(throws: WireError.self) { try Response.read([frames[0], Array(frames[1].prefix(count))]) }
        }
    }

    @Test(arguments: SampleMessages.requests.map(\.name))
    func nothingMayFollowTheLastFieldOfARequest(_ name: String) throws {
        var frames = try #require(SampleMessages.requests.first { $0.name == name }).request.frames(request: 5)
        frames[1].append(0)
        #expect(refusal(of: frames)?.code == .malformed)
    }

    @Test(arguments: SampleMessages.responses.map(\.name))
    func nothingMayFollowTheLastFieldOfAResponse(_ name: String) throws {
        var frames = try #require(SampleMessages.responses.first { $0.name == name }).response.frames(request: 5)
        frames[1].append(0)
        #expect(throws: WireError.self) { try Response.read(frames) }
    }

    @Test func anEnvelopeThatIsNoneOfOursIsNotAnswered() {
        let frames = Request.query(.queue).frames(request: 5)
        #expect(Request.read([]) == nil)
        for count in 0..<Envelope.byteCount {
            #expect(Request.read([Array(frames[0].prefix(count)), frames[1]]) == nil)
        }
        #expect(Request.read([frames[0] + [0], frames[1]]) == nil)
        #expect(Request.read([Array("GET / HTTP/1".utf8), frames[1]]) == nil)
    }

    @Test(arguments: [0, 1, 255] as [UInt8])
    func anotherVersionIsRefusedAsSuchAndSaysWhichOneIsSpoken(_ version: UInt8) {
        var frames = Request.query(.queue).frames(request: 5)
        frames[0][2] = version
        #expect(refusal(of: frames) == SpoolError(.version, "protocol version \(version) is not spoken here, 2 is"))
    }

    @Test(arguments: [0, 10, 128, 129, 255] as [UInt8])
    func aKindThatIsNoRequestIsRefused(_ kind: UInt8) {
        #expect(refusal(of: [envelope(kind), []])?.code == .malformed)
    }

    @Test(arguments: [0, 8, 128, 135, 255] as [UInt8])
    func aKindThatIsNoResponseIsAnError(_ kind: UInt8) {
        #expect(throws: WireError.self) { try Response.read([envelope(kind), []]) }
    }

    @Test func aMessageWithoutFieldsIsRefused() {
        #expect(refusal(of: [envelope(8)])?.code == .malformed)
        #expect(throws: WireError.self) { try Response.read([envelope(129)]) }
    }

    @Test func documentsThatAreNotNamedAndDigestsWithoutDocumentsAreRefused() {
        let submission = Submission(
            order: SampleMessages.order, tasks: [SampleMessages.first], documents: [SampleMessages.document])
        let frames = Request.submit(submission).frames(request: 5)
        #expect(refusal(of: Array(frames.dropLast()))?.message == "1 documents are named and 0 sent")
        #expect(refusal(of: frames + [[1]])?.message == "1 documents are named and 2 sent")
    }

    @Test func textThatIsNoUTF8IsRefused() {
        for text in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]] {
            #expect(refusal(of: [envelope(2), fields { $0.data(text) }])?.message == "stage is not UTF-8")
        }
    }

    @Test(arguments: [2, 255] as [UInt8])
    func whatIsNeitherPresentNorAbsentIsRefused(_ byte: UInt8) {
        #expect(refusal(of: [envelope(9), [1, byte]])?.code == .malformed)
    }

    @Test(arguments: [0, 8, 255] as [UInt8])
    func aQueryThatNobodyKnowsIsRefused(_ query: UInt8) {
        #expect(refusal(of: [envelope(8), [query]])?.code == .malformed)
    }

    @Test(arguments: [0, 12, 255] as [UInt8])
    func aCommandThatNobodyKnowsIsRefused(_ command: UInt8) {
        #expect(refusal(of: [envelope(9), [command]])?.message == "\(command) is no command")
    }

    @Test(arguments: [0, 3, 255] as [UInt8])
    func aSelectionThatNobodyKnowsIsRefused(_ selection: UInt8) {
        #expect(refusal(of: [envelope(9), [2, selection]])?.message == "\(selection) selects no jobs")
    }

    @Test(arguments: [0, 4, 255] as [UInt8])
    func whatCannotBePausedIsRefused(_ target: UInt8) {
        #expect(refusal(of: [envelope(9), [7, target]])?.message == "\(target) is nothing to pause")
    }

    @Test(arguments: [3, 255] as [UInt8])
    func whatCannotBeFoundOfANumberIsRefused(_ finding: UInt8) {
        let bytes = fields {
            $0.lease(SampleMessages.lease)
            $0.verdict(.done)
            $0.list([Int]()) { _, _ in }
            $0.list([Int]()) { _, _ in }
            $0.integer(UInt8(0))
            $0.integer(UInt8(1))
            $0.integer(finding)
        }
        #expect(refusal(of: [envelope(3), bytes])?.message == "\(finding) is nothing to find of a number")
    }

    @Test func aVerdictThatNobodyKnowsIsRefused() {
        let bytes = fields {
            $0.lease(SampleMessages.lease)
            $0.integer(UInt8(6))
        }
        #expect(refusal(of: [envelope(3), bytes])?.message == "6 is no verdict")
    }

    @Test func wordsThatNobodyKnowsAreRefused() {
        func refuses(_ text: String, in kind: UInt8, _ write: (inout WireWriter) -> Void) {
            #expect(refusal(of: [envelope(kind), fields(write)])?.message == text)
        }
        refuses("stage: 'fax' is no Stage", in: 2) { $0.text("fax") }
        refuses("job: '12' is no JobID", in: 8) {
            $0.integer(UInt8(3))
            $0.text("12")
        }
        refuses("number: '12a' is no FaxNumber", in: 9) {
            $0.integer(UInt8(10))
            $0.text("12a")
        }
        refuses("priority: 'soon' is no Priority", in: 9) {
            $0.integer(UInt8(5))
            $0.integer(UInt8(1))
            $0.text(SampleMessages.job.description)
            $0.text("soon")
        }
        refuses("state: 'broken' is no State", in: 2) {
            $0.text("faxout")
            $0.list([Int]()) { _, _ in }
            $0.list([Int]()) { _, _ in }
            $0.list([1]) { writer, _ in
                writer.text("line1")
                writer.text("default")
                writer.text("broken")
            }
        }
        refuses("status: '7.1.1' is no EnhancedStatusCode", in: 3) {
            $0.lease(SampleMessages.lease)
            $0.integer(UInt8(2))
            $0.text("7.1.1")
        }
    }

    @Test func aHeartbeatThatNamesMoreThanAWorkerCanHaveIsRefusedBeforeItIsRead() {
        func heartbeat(_ counts: [Int]) -> Readiness {
            let lease = SampleMessages.lease
            return Readiness(
                stage: .deliver,
                capacities: Array(repeating: Readiness.Capacity(lane: .default, tasks: 1), count: counts[0]),
                held: Array(repeating: lease, count: counts[1]),
                lines: Array(repeating: LineStatus(name: "a", group: .default, state: .free), count: counts[2]))
        }
        for (index, field) in ["capacities", "held", "lines"].enumerated() {
            var counts = [1, 1, 1]
            counts[index] = Readiness.most
            #expect(refusal(of: Request.ready(heartbeat(counts)).frames(request: 5)) == nil)
            counts[index] += 1
            let error = refusal(of: Request.ready(heartbeat(counts)).frames(request: 5))
            #expect(error == SpoolError(.malformed, "\(field): 20001 are more than the 20000 that there may be"))
        }
    }

    @Test func aJobNumberOfNoughtIsRefused() {
        let bytes = fields {
            $0.lease(SampleMessages.lease)
            $0.data([])
            $0.integer(UInt32(1))
            $0.integer(SampleMessages.order.rawValue)
            $0.integer(UInt32(0))
        }
        #expect(refusal(of: [envelope(4), bytes])?.message == "jobs of an order are counted from 1")
    }

    @Test func aSizeOfMoreThan63BitsIsRefused() {
        let bytes = fields {
            $0.integer(UInt64(1))
            $0.integer(UInt64.max)
            $0.data([])
        }
        #expect(refusal(of: [envelope(5), bytes])?.message == "offset can't be")
    }

    @Test(arguments: [.min, -1, 253_402_300_800_000, .max] as [Int64])
    func aTimeThatNoClockShowsIsRefused(_ milliseconds: Int64) {
        let bytes = fields {
            $0.lease(SampleMessages.lease)
            $0.integer(UInt8(1))
            $0.integer(milliseconds)
            $0.text("4.2.1")
            $0.text("busy")
            $0.list([Int]()) { _, _ in }
            $0.list([Int]()) { _, _ in }
            $0.integer(UInt8(0))
            $0.list([Int]()) { _, _ in }
        }
        #expect(refusal(of: [envelope(3), bytes])?.message == "retry at is no time between 1970 and 9999")
    }

    @Test func anAttemptOfATimeThatNoClockShowsIsRefused() {
        for began in ["1e300", "-1", "253402300800"] {
            let json =
                #"{"began":\#(began),"call":"0000000000001","confirmedPages":1,"dialled":"1","line":"a","number":1}"#
            let bytes = fields { writer in
                writer.lease(SampleMessages.lease)
                writer.data([])
                writer.integer(UInt32(1))
                writer.integer(SampleMessages.order.rawValue)
                writer.integer(UInt32(1))
                for _ in 0..<10 { writer.integer(UInt8(0)) }
                writer.integer(UInt32(0))
                writer.integer(UInt8(1))
                writer.data(Array(json.utf8))
                writer.integer(UInt8(0))
            }
            #expect(refusal(of: [envelope(4), bytes])?.message == "attempt is of no time between 1970 and 9999")
        }
    }

    @Test func anAttemptThatIsNoJSONIsRefused() {
        var update = SampleMessages.news
        update.attempt = Attempt(
            number: 1, call: CallID(rawValue: 1), began: SampleMessages.time, line: "a", dialled: "1")
        let request = Request.checkpoint(Checkpoint(lease: SampleMessages.lease, state: [], updates: [update]))
        var frames = request.frames(request: 5)
        let brace = frames[1].lastIndex(of: UInt8(ascii: "}"))
        frames[1][brace ?? 0] = UInt8(ascii: "{")
        #expect(refusal(of: frames)?.message.hasPrefix("attempt: ") == true)
    }
}
