import FaxModel
import Testing

@testable import render

@Suite struct PDFGlanceTests {
    private func glance(_ text: String) -> PDFGlance { PDFGlance(Array(text.utf8)) }

    @Test func picturesWithShadesAreCounted() {
        #expect(glance("<< /BitsPerComponent 8 >> /BitsPerComponent8/BitsPerComponent 1").pictures == 2)
        #expect(glance("/BitsPerComponent").pictures == 0 && glance("").pictures == 0)
    }

    @Test func pagesAreCountedAndTheirTreeIsNot() {
        #expect(glance("/Type /Page /Type/Page/Type /Pages /Type /PageLabel /Page /Type").pages == 2)
        #expect(glance("/Type /Page").pages == 1)
    }

    @Test func theFirstSizeCounts() {
        #expect(glance("/MediaBox [ 0 0  595.276\n842 ] /MediaBox [0 0 1 1]").size.map { [$0, $1] } == [595.276, 842])
        #expect(glance("/MediaBox[-10 -20 100 200]").size.map { [$0, $1] } == [110, 220])
        for text in ["/MediaBox", "/MediaBox 5 0 R", "/MediaBox [0 0 1]", "/MediaBox [0 0 a b]", "/MediaBox [0 0 1 1"] {
            #expect(glance(text).size == nil)
        }
    }

    @Test func whatIsNotSeenIsNotGuessed() {
        #expect(glance("nothing").hasPictures == false)
        #expect(glance("/BitsPerComponent 8").hasPictures == nil, "how many pages there are is compressed")
        #expect(glance("/BitsPerComponent 8 /Type /Page").hasPictures == true)
        #expect(glance("/BitsPerComponent 8 /Type /Page /Type /Page").hasPictures == false)
    }
}
