import FaxModel
import Testing

@testable import T30

@Suite("Sending with error correction")
struct ErrorCorrectionTests {
    private let trained: [Line] = [
        .we("dial 12345"), .modem(.connected), .they([.csi, .modern]),
        .we("DCS", "TCF v17at14400 1400"), .they(.cfr),
    ]
    private let page = [[UInt8](repeating: 7, count: 600)]

    @Test func aPageGoesAsOneBlock() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they(.mcf),
                .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
            ])
    }

    @Test func aLargePageGoesInBlocksOf256Frames() {
        var call = ScriptedCall(pages: [[UInt8](repeating: 7, count: 65_536 + 1), [9]])
        call.play(
            trained + [
                .we("prepare 0 MMR", "block 0...255 v17at14400 short", "PPS-NULL 0/0/255"), .they(.mcf),
                .we("block [0] v17at14400 short", "PPS-MPS 0/1/0"), .they(.mcf),
                .we("confirm 1", "prepare 1 MMR", "block [0] v17at14400 short", "PPS-EOP 1/0/0"), .they(.mcf),
                .we("confirm 2", "DCN", "hang up"), .end(.sent, pages: 2),
            ])
    }

    @Test func damagedFramesAreSentAgain() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they([.ppr([0, 2])]),
                .we("block [0, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they([.ppr([2])]),
                .we("block [2] v17at14400 short", "PPS-EOP 0/0/2"), .they(.mcf),
                .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
            ])
    }

    @Test func afterFourRequestsTheRateIsLowered() {
        let again = Line.we("block [1] v17at14400 short", "PPS-EOP 0/0/2")
        let ppr = Line.they([.ppr([1])])
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"),
                ppr, again, ppr, again, ppr, again, ppr, .we("CTC"), .they(.ctr),
                .we("block [1] v17at12000 long", "PPS-EOP 0/0/2"), ppr,
                .we("block [1] v17at12000 short", "PPS-EOP 0/0/2"), .they(.mcf),
                .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
            ])
    }

    @Test func aBlockThatStaysDamagedAtTheLowestRateIsGivenUp() {
        let again = Line.we("block [1] v27ter2400 short", "PPS-EOP 0/0/2")
        let ppr = Line.they([.ppr([1])])
        var call = ScriptedCall(pages: page, policy: SendingPolicy(modulations: [.v27ter2400]))
        call.play([
            .we("dial 12345"), .modem(.connected), .they([.modern]), .we("DCS", "TCF v27ter2400 1400"), .they(.cfr),
            .we("prepare 0 MMR", "block [0, 1, 2] v27ter2400 short", "PPS-EOP 0/0/2"),
            ppr, again, ppr, again, ppr, again, ppr, .we("EOR-EOP"), .they(.err),
            .we("DCN", "hang up"), .end(.errorsRemained, pages: 0),
        ])
    }

    @Test func aBusyReceiverIsAskedUntilItIsReady() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they(.rnr),
                .we("RR"), .they(.rnr), .we("RR"), .they(.mcf), .we("confirm 1", "DCN", "hang up"),
                .end(.sent, pages: 1),
            ])
    }

    @Test func aReceiverThatFallsSilentWhileItIsBusyIsGivenUp() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they(.rnr),
                .we("RR"), .silence, .we("RR"), .silence, .we("RR"), .silence, .we("DCN", "hang up"),
                .end(.busyReceiverSilent, pages: 0),
            ])
    }

    @Test func anUnansweredPPSIsRepeatedWithoutTheBlock() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .silence,
                .we("PPS-EOP 0/0/2"), .they(.mcf), .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
            ])
    }

    @Test func aRequestForNothingRepeatsTheWholeBlock() {
        var call = ScriptedCall(pages: page)
        call.play(
            trained + [
                .we("prepare 0 MMR", "block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"), .they([.ppr([])]),
                .we("block [0, 1, 2] v17at14400 short", "PPS-EOP 0/0/2"),
            ])
    }

    @Test func withoutErrorCorrectionAtOurEndAModernMachineGetsMH() {
        var call = ScriptedCall(policy: SendingPolicy(errorCorrection: false))
        call.play(trained + [.we("prepare 0 MH", "page 3 v17at14400 short", "EOP")])
    }

    @Test func theLastFrameOfAPageIsFilledUp() throws {
        let block = try #require(PageBlock(0, ofPageWith: 300))
        let frames = block.frames([1], of: [UInt8](repeating: 9, count: 300))
        #expect(frames.map(\.count) == [260, 3, 3, 3])
        #expect(Array(frames[0].prefix(5)) == [0xFF, 0x03, 0x06, 1, 9])
        #expect(frames[0][4 + 44] == 0)
        #expect(frames[1] == [0xFF, 0x03, 0x86])
    }

    @Test func anEmptyPageHasOneFrame() throws {
        let block = try #require(PageBlock(0, ofPageWith: 0))
        #expect(block.frameCount == 1)
        #expect(block.frames([0], of: []).count == 4)
        #expect(PageBlock(1, ofPageWith: 65_536) == nil)
    }
}
