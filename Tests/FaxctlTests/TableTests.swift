import Testing

@testable import faxctl

@Suite struct TableTests {
    @Test func columnsAreAsWideAsTheirWidestCellAndNumbersStandRight() {
        let table = Table(header: ["job", "pages", "x"], rows: [["A", "7", "word"], ["Grüße", "1200", ""]])
        #expect(
            table.text == """
                job    pages  x
                A          7  word
                Grüße   1200
                """)
    }

    @Test func aColumnWithOneWordStandsLeft() {
        let table = Table(header: ["n", "of"], rows: [["1", "10"], ["-", "9"]])
        #expect(
            table.text == """
                n  of
                1  10
                -   9
                """)
    }

    @Test func aGapInAColumnOfNumbersStaysEmpty() {
        #expect(
            Table(header: ["calls", "x"], rows: [["12", "a"], ["", "b"]]).text == "calls  x\n   12  a\n       b")
    }

    @Test func withoutRowsThereIsTheHeader() {
        #expect(Table(header: ["job", "state"], rows: []).text == "job  state")
    }
}
