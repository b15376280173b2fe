import FaxModel
import Testing
import Typesetting

@Suite struct PageCanvasTests {
    let typesetter = Typesetter()
    let geometry = PageGeometry(.a4, .fine)
    let style = TextStyle("DejaVu Sans", size: 10)

    @Test func aFillCoversExactlyItsPels() {
        let page = typesetter.page(geometry) { canvas in
            canvas.fill(x: 72, y: 72, width: 36, height: 18)
        }
        #expect(page.columnsOfInk == 204..<306)
        #expect(page.rowsOfInk == 196..<245)
        #expect(page.ink == 102 * 49)
    }

    @Test func aHairlineIsOnePelThickAtEveryResolution() {
        for resolution in Resolution.allCases {
            let page = typesetter.page(PageGeometry(.a4, resolution)) { canvas in
                canvas.rule(x: 0, y: 100.3, width: 72, thickness: 0.01)
            }
            #expect(page.ink == resolution.horizontal)
        }
    }

    @Test func aPageIsWhite() {
        #expect(typesetter.page(geometry) { _ in }.ink == 0)
    }

    @Test func textBeyondItsLinesIsCutWithAnEllipsis() {
        var cut = 0.0
        var whole = 0.0
        var single = 0.0
        _ = typesetter.page(geometry) { canvas in
            let text = String(repeating: "many words ", count: 50)
            single = canvas.height(of: "x", style, width: 200)
            cut = canvas.height(of: text, style, width: 200, maximumLines: 2)
            whole = canvas.height(of: text, style, width: 200)
        }
        #expect(abs(cut - 2 * single) < 0.1)
        #expect(whole > 10 * single)
    }

    @Test func valuesOfATableStandInOneColumn() {
        let page = typesetter.page(geometry) { canvas in
            canvas.table(
                [LabelledRow("A", "|"), LabelledRow("Longer label", "|")], labels: style.sized(8), values: style,
                x: 50, y: 50, width: 400, labelWidth: 100, rowGap: 5)
        }
        let edge = Int(150 * 204 / 72.0)
        let columns = (edge..<1728).filter { column in (0..<page.rows).contains { page[column, $0] } }
        #expect(columns.count == 2 || columns.count == 3, "both bars are in the same pels")
    }

    @Test func aPelIsBlackOrWhiteAndPagesAreEqualWhenSetTwice() {
        let draw: (borrowing PageCanvas) -> Void = { canvas in
            canvas.text("The same page", style, x: 50, y: 50, width: 300)
            canvas.rule(x: 40, y: 40, width: 320, thickness: 1)
        }
        #expect(typesetter.page(geometry, draw: draw) == Typesetter().page(geometry, draw: draw))
    }
}
