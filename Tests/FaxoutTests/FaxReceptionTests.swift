import FaxCoding
import FaxModel
import Foundation
import Pipeline
import TIFF
import Testing

@testable import T30
@testable import faxout

@Suite("What a call has brought")
struct FaxReceptionTests {
    private let time = Date(timeIntervalSince1970: 1_800_000_000)

    private func page(_ index: Int, errorCorrection: Bool = false) -> ArrivedPage {
        ArrivedPage(
            index: index, file: [UInt8(index)], resolution: .fine, quality: CopyQuality(lines: 100, badLines: 1),
            errorCorrection: errorCorrection, far: FarStation())
    }

    private func reception() -> FaxReception {
        FaxReception(
            call: CallID(rawValue: 1), line: "line1", group: .default,
            caller: CallerIdentification(number: "4711", dialled: "12"), at: time)
    }

    @Test("Confirmed pages, and the last one that was not")
    func pages() {
        var reception = reception()
        for index in 0..<3 { reception.add(page(index)) }
        reception.confirm(0)
        reception.confirm(1)
        #expect(reception.fax.pages.map(\.isConfirmed) == [true, true, false])
        #expect(reception.fax.confirmedPages == 2)
    }

    @Test("A page that was refused and came again is there once; with error correction it does not come again")
    func refused() {
        var plain = reception()
        plain.add(page(0))
        plain.add(page(1))
        plain.confirm(1)
        #expect(plain.fax.pages.map(\.isConfirmed) == [true])
        var corrected = reception()
        corrected.add(page(0, errorCorrection: true))
        corrected.add(page(1, errorCorrection: true))
        corrected.confirm(1)
        #expect(corrected.fax.pages.map(\.isConfirmed) == [false, true])
    }

    @Test("While the call goes on the fax is not complete; its end is told to the history")
    func update() {
        var reception = reception()
        reception.add(page(0))
        let first = reception.update("Page 1 has come in.")
        #expect(first.state == .receiving)
        #expect(first.sender == "4711")
        #expect(first.recipient == "12")
        #expect(first.attempt?.outcome == nil)
        #expect(first.documents?.keys.sorted() == ["page-1"])
        #expect(!reception.fax.isComplete && reception.fax.ended == nil)
        #expect(reception.task(notBefore: time).lane == .received)
    }

    @Test(
        "A page that came without error correction is whole with its RTC only", arguments: [PageCoding.mh, .mr(k: 4)])
    func cut(coding: PageCoding) throws {
        // V.29 at 9600 bit/s, MH or MR.
        let parameters = try #require(SessionParameters(command: [0, coding == .mh ? 0x06 : 0x86, 0, 0]))
        let code = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(SampleFax.page())
        func quality(_ code: [UInt8]) throws -> CopyQuality {
            var page = ArrivingPage(index: 0, parameters: parameters)
            let refusal = page.receive(code)
            #expect(refusal == nil)
            return try page.finish(from: FarStation()).get().quality
        }
        let whole = try quality(code)
        #expect(whole == CopyQuality(lines: 400))
        // Half of it; all but RTC, of which six times EOL have 9 octets in MH.
        for missing in [code.count / 2, 10] {
            let cut = try quality(code.dropLast(missing))
            #expect(cut.longestBadRun == .max)
        }
    }

    @Test("A page of which nothing can be read is an empty one; one that is too wide is refused")
    func unreadable() throws {
        // V.29 at 9600 bit/s, MMR, with error correction.
        let parameters = try #require(SessionParameters(command: [0, 0x06, 0, 0x44]))
        var page = ArrivingPage(index: 0, parameters: parameters)
        let refusal = page.receive([0, 0, 0])
        #expect(refusal == nil)
        let arrived = try page.finish(from: FarStation()).get()
        #expect(arrived.quality.lines == 0)
        var reader = try TIFFReader(arrived.file)
        let rows = try reader.bitmap(0).rows
        #expect(rows == 1)
    }
}
