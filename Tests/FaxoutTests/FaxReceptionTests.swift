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

    /// A page with the rows of letter `letter`, of which `rows` have come.
    private func page(_ index: Int, letter: Int? = nil, rows: Range<Int> = 0..<100) -> ArrivedPage {
        var bitmap = PageBitmap(width: 64, rows: 100)
        // Every letter has its head in common with the others.
        for row in rows { bitmap[row < 10 ? row : (letter ?? index) % 64, row] = true }
        for row in rows where row >= 10 { bitmap[row * 7 % 64, row] = true }
        for row in rows where row >= 10 { bitmap[row / 10 + 20 * ((letter ?? index) % 2), row] = true }
        return ArrivedPage(
            index: index, file: [UInt8(index)], fingerprint: PageFingerprint(bitmap), resolution: .fine,
            quality: CopyQuality(lines: 100, badLines: 1), errorCorrection: false, far: FarStation())
    }

    private func kept(_ reception: FaxReception) -> [Bool] { reception.fax.pages.map(\.isConfirmed) }

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

    @Test("A call that only takes a document away is as well as that went")
    func fetched() {
        for (ending, state) in [(CallEnding.sent, JobState.sent), (.lineDropped, .failed)] {
            var reception = reception()
            var report = CallReport(ending: ending)
            report.confirmedPages = 2
            reception.ended(report, fetched: "/srv/list.tif", at: time)
            let update = reception.update(nil)
            #expect(update.state == state && update.attempt?.confirmedPages == 2)
            #expect(update.number == nil, "it is a call that came in")
        }
        var both = reception()
        both.add(page(0))
        both.confirm(0)
        both.ended(CallReport(ending: .sent), fetched: "/srv/list.tif", at: time)
        #expect(both.fax.isComplete && both.update(nil).state == .received)
    }

    @Test("What we have fetched tells where from, and for whom")
    func polled() throws {
        var reception = FaxReception(
            call: CallID(rawValue: 1), line: "line1", group: .default, polling: try #require(FaxNumber("+493099")),
            for: "jane@example.com", at: time)
        reception.add(page(0))
        #expect(reception.fax.origin == "+493099" && reception.fax.recipient == "jane@example.com")
        let update = reception.update(nil)
        #expect(update.number?.digits == "+493099" && update.attempt?.dialled == "+493099")
    }

    @Test("A page that was refused and came again is there once; one that did not is kept as it came")
    func refused() {
        var repeated = reception()
        repeated.add(page(0, letter: 5, rows: 0..<88))
        repeated.add(page(1, letter: 5))
        repeated.confirm(1)
        #expect(kept(repeated) == [true])
        var skipped = reception()
        skipped.add(page(0, letter: 5, rows: 0..<88))
        skipped.add(page(1, letter: 6))
        skipped.confirm(1)
        #expect(kept(skipped) == [false, true])
    }

    @Test("Of two copies that both came badly the better one is kept, and none when a good one comes")
    func refusedTwice() {
        var reception = reception()
        reception.add(page(0, letter: 5, rows: 0..<88))
        reception.add(page(1, letter: 5, rows: 0..<20))
        #expect(kept(reception) == [false])
        #expect(reception.fax.pages.first?.document.digest == NewDocument([0]).digest)
        reception.add(page(2, letter: 5, rows: 0..<95))
        #expect(reception.fax.pages.map(\.document.digest) == [NewDocument([2]).digest])
        reception.add(page(3, letter: 5))
        reception.confirm(3)
        #expect(reception.fax.pages.map(\.document.digest) == [NewDocument([3]).digest])
    }

    @Test("A short page with the same head does not take the place of the one before it")
    func sameHead() {
        var reception = reception()
        reception.add(page(0, letter: 5))
        reception.add(page(1, letter: 6, rows: 0..<14))
        reception.confirm(1)
        #expect(kept(reception) == [false, true])
    }

    @Test("A form that is filled in differently does not take the place of the one before it")
    func sameForm() {
        var reception = reception()
        reception.add(page(0, letter: 5))
        // Two rows of three are the same.
        var form = PageBitmap(width: 64, rows: 100)
        for row in 0..<100 { form[row % 64, row] = true }
        var other = form
        for row in stride(from: 0, to: 100, by: 3) { other[(row + 7) % 64, row] = true }
        for (index, bitmap) in [(1, form), (2, other)] {
            var arrived = page(index)
            arrived.fingerprint = PageFingerprint(bitmap)
            reception.add(arrived)
        }
        reception.confirm(2)
        #expect(kept(reception) == [false, false, true])
    }

    @Test("A page without ink takes the place of one that was refused, and of no other")
    func blank() {
        var blank = reception()
        blank.add(page(0, rows: 0..<0))
        blank.add(page(1, rows: 0..<0))
        blank.confirm(1)
        #expect(kept(blank) == [true])
        var other = reception()
        other.add(page(0))
        other.add(page(1, rows: 0..<0))
        other.confirm(1)
        #expect(kept(other) == [false, true])
    }

    @Test("A fax with a page that was refused and did not come again is not complete, whatever the caller says")
    func incomplete() {
        var reception = reception()
        reception.add(page(0, letter: 5))
        reception.add(page(1, letter: 6))
        reception.confirm(1)
        reception.ended(CallReport(ending: .received), at: time)
        #expect(!reception.fax.isComplete)
        #expect(reception.fax.sentence == "The calling fax machine did not send a page again that had come damaged.")
        #expect(reception.fax.result == "received")
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
            #expect(!cut.isWhole)
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
