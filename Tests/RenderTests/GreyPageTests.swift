import FaxModel
import Testing

@testable import render

@Suite struct GreyPageTests {
    @Test func aBitmapSurvivesGreyAndBack() {
        let page = TestRendering.pattern(width: 77, rows: 40, firstRow: 0)
        #expect(GreyPage(page).thresholded(at: 128) == page)
    }

    @Test(arguments: [(100, 100), (50, 25), (33, 77), (101, 99), (200, 300), (1, 1)])
    func scalingKeepsTheMean(width: Int, rows: Int) {
        var page = PageBitmap(width: 100, rows: 100)
        for row in 0..<100 {
            for column in 0..<100 where (row / 25 + column / 25) % 2 == 0 { page[column, row] = true }
        }
        let scaled = GreyPage(page).scaled(width: width, rows: rows)
        #expect(scaled.width == width && scaled.rows == rows)
        let mean = scaled.pels.reduce(0) { $0 + Int($1) } / scaled.pels.count
        #expect(abs(mean - 127) <= 5)
    }

    @Test func whiteStaysWhiteAndBlackStaysBlackAtEverySize() {
        let white = PageBitmap(width: 90, rows: 70)
        let black = PageBitmap(width: 90, rows: 70, bytes: [UInt8](repeating: 0xFF, count: 12 * 70)) ?? white
        for (width, rows) in [(45, 35), (31, 29), (91, 71), (137, 200)] {
            #expect(GreyPage(white).scaled(width: width, rows: rows).bilevel().ink == 0)
            #expect(GreyPage(black).scaled(width: width, rows: rows).bilevel().ink == width * rows)
        }
    }

    @Test(
        "Letters stay letters, whatever their colour and their ground",
        arguments: [(255, 128), (110, 220), (128, 255), (190, 60)])
    func coloursOfPrint(ground: UInt8, ink: UInt8) {
        // Strokes two pels wide, four apart.
        let (width, rows) = (96, 96)
        var pels = [UInt8](repeating: ground, count: width * rows)
        for row in 0..<rows {
            for column in 0..<width where column % 6 < 2 { pels[row * width + column] = ink }
        }
        let page = GreyPage(width: width, rows: rows, pels: pels).bilevel()
        let dark = ink < ground
        for row in 0..<rows {
            for column in 6..<90 { #expect(page[column, row] == ((column % 6 < 2) == dark)) }
        }
    }

    @Test func aHalftoneIsAsDarkAsItsGrey() {
        var previous = -1
        for step in 0...8 {
            var page = PageBitmap(width: 64 * 8, rows: 64 * 8)
            for row in 0..<page.rows {
                for column in 0..<page.width where (column + row * 3) % 8 < step { page[column, row] = true }
            }
            let ink = GreyPage(page).scaled(width: 64, rows: 64).bilevel().ink
            #expect(ink > previous)
            #expect(abs(ink - 64 * 64 * step / 8) < 64 * 64 / 10)
            previous = ink
        }
    }
}
