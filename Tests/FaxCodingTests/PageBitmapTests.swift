import FaxModel
import Testing

@Suite struct PageBitmapTests {
    @Test func bytesThatDoNotMakeThePageAreRefused() {
        #expect(PageBitmap(width: 9, rows: 2, bytes: [0, 0, 0]) == nil)
        #expect(PageBitmap(width: 9, rows: 2, bytes: [0, 0, 0, 0, 0]) == nil)
        #expect(PageBitmap(width: 0, rows: 0, bytes: []) == nil)
        #expect(PageBitmap(width: 65_536, rows: 0, bytes: []) == nil)
        #expect(PageBitmap(width: 8, rows: -1, bytes: []) == nil)
        #expect(PageBitmap(width: 8, rows: 0, bytes: []) != nil)
    }

    @Test func pelsBeyondTheWidthAreCleared() {
        let page = PageBitmap(width: 9, rows: 2, bytes: [0xFF, 0xFF, 0x00, 0x7F])
        #expect(page?.bytes == [0xFF, 0x80, 0x00, 0x00])
    }

    @Test func leftmostPelIsTheMostSignificantBit() {
        var page = PageBitmap(width: 12, rows: 2)
        page[0, 0] = true
        page[11, 1] = true
        #expect(page.bytes == [0x80, 0, 0, 0x10])
        #expect(page[11, 1] && !page[10, 1])
        page[11, 1] = false
        #expect(page.bytes == [0x80, 0, 0, 0])
    }

    @Test func stripsGoOverAndUnderAPage() {
        let black = SamplePages.black(width: 9, rows: 1)
        var page = PageBitmap(width: 9, rows: 2)
        page.replaceRows(from: 1, with: black)
        page.append(PageBitmap(width: 9, rows: 1))
        #expect(page.rows == 3)
        #expect(page.bytes == [0, 0, 0xFF, 0x80, 0, 0])
    }
}
