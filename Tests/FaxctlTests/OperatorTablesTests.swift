import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxctl

@Suite("Tables of lines and numbers, and what a command has changed") struct OperatorTablesTests {
    private func number(_ text: String, _ change: (inout NumberList.Entry) -> Void) throws -> NumberList.Entry {
        var entry = NumberList.Entry(number: try #require(FaxNumber(text)))
        change(&entry)
        return entry
    }

    @Test func aLineATelephoneLine() {
        let list = LineList(lines: [
            LineStatus(name: "line1", group: .default, state: .busy, modem: "ACME 56K, 14400 bit/s"),
            LineStatus(name: "line10", group: Lane(rawValue: "berlin"), state: .resting, reason: "It is unplugged."),
            LineStatus(name: "line2", group: .default, state: .paused),
        ])
        #expect(
            list.table.text == """
                line    group    state    modem
                line1   default  busy     ACME 56K, 14400 bit/s
                line10  berlin   resting                         It is unplugged.
                line2   default  paused
                """)
    }

    @Test func withoutLinesThereIsTheHeader() {
        #expect(LineList(lines: []).table.text == "line  group  state  modem")
    }

    @Test func aLineANumberWithUntilWhenAndWhy() throws {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let list = NumberList(numbers: [
            try number("+492281") {
                $0.restsUntil = time
                $0.reason = "The number was busy."
            },
            try number("2") {
                $0.restsUntil = time
                $0.barredUntil = time
                $0.wrongAnswers = 5
                $0.reason = "A voice."
            },
            try number("3") { $0.barredUntil = .distantFuture },
            try number("4") {
                $0.wrongAnswers = 1
                $0.rate = 9600
                $0.rateUntil = time
            },
        ])
        #expect(
            list.table.text == """
                 number  state      until                wrong  bit/s  reason
                +492281  let alone  \(LocalTime.text(time))      0  -      The number was busy.
                      2  barred     \(LocalTime.text(time))      5  -      A voice.
                      3  barred     allowed                  0  -
                      4  dialled    -                        1  9600
                """)
    }

    @Test func aBarWithoutAnEndComesThroughJSONAsOne() throws {
        let list = NumberList(numbers: [try number("3") { $0.barredUntil = .distantFuture }])
        let read = try ReportCoding.decode(NumberList.self, from: ReportCoding.encode(list))
        #expect(read == list)
    }

    @Test func whereThereAreNoLinesThatIsSaid() {
        #expect(LineList(lines: []).text.hasPrefix("No faxout has reported any lines"))
    }

    @Test(arguments: [
        (CommandReport(), "0 jobs, 0 tasks moved"), (CommandReport(jobs: 1, tasks: 1), "1 job, 1 task moved"),
        (CommandReport(jobs: 3, tasks: 2, inHand: 1), "3 jobs, 2 tasks moved, 1 in hand"),
        (
            CommandReport(jobs: 1, inHand: 1, endingCalls: 1),
            "1 job, 0 tasks moved, 1 in hand, in a call, which ends after the page that it is at"
        ),
    ])
    func whatACommandHasChanged(report: CommandReport, text: String) {
        #expect(report.text == text)
    }
}
