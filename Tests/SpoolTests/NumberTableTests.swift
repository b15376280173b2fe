import Configuration
import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What is known of numbers")
struct NumberTableTests {
    private let number: FaxNumber
    private let settings: SpoolSettings

    init() throws {
        number = try #require(FaxNumber("+4930"))
        let text = "spool: { wrong-numbers: { calls: 3, within: 1d, bar: 7d }, keep-rates: 2d }"
        settings = try Configuration(text: text, file: "faxpost.yaml").spool
    }

    @Test func aNumberThatCannotBeReachedRestsForAWhile() {
        var table = NumberTable([:], settings)
        _ = table.note(.unavailable(until: .after(60), reason: "busy"), of: number, now: .after(0))
        #expect(table.restsUntil(number, now: .after(59)) == .after(60))
        #expect(table.restsUntil(number, now: .after(60)) == nil)
        #expect(table.bar(of: number, now: .after(0)) == nil)
        #expect(table.nextEnd == .after(60))
        #expect(table.pass(.after(59.999), limit: 9).rested == [])
        #expect(table.pass(.after(60), limit: 9).rested == [number])
        #expect(table.nextEnd == nil)
    }

    @Test func aNumberIsBarredAfterSoManyCallsWithoutAFaxMachine() throws {
        var table = NumberTable([:], settings)
        for call in 0..<3 {
            #expect(table.bar(of: number, now: .after(0)) == nil)
            let time = Double(call) * 100
            _ = table.note(
                .wrong(until: .after(time + 60), reason: "A voice."), of: number, now: .after(time))
        }
        let failure = try #require(table.bar(of: number, now: .after(300)))
        #expect(failure.status == EnhancedStatusCode(5, 7, 1))
        #expect(
            failure.sentence == "The number +4930 is barred. 3 calls in a row reached no fax machine. A voice.")
        #expect(table.bar(of: number, now: .after(200 + 7 * 86_400)) == nil)
    }

    @Test func oneAnswerInBetweenWipesTheSlateClean() {
        var table = NumberTable([:], settings)
        for _ in 0..<2 { _ = table.note(.wrong(until: .after(1), reason: ""), of: number, now: .after(0)) }
        let known = table.note(.answered(nextRate: nil), of: number, now: .after(1))
        #expect(known == nil)
        for _ in 0..<2 { _ = table.note(.wrong(until: .after(1), reason: ""), of: number, now: .after(2)) }
        #expect(table.bar(of: number, now: .after(3)) == nil)
    }

    @Test func aRateThatGotThroughIsKeptForAWhile() {
        var table = NumberTable([:], settings)
        let learned = table.note(.answered(nextRate: 9600), of: number, now: .after(0))
        #expect(learned == NumberTable.Record(rate: 9600, rateUntil: .after(2 * 86_400)))
        #expect(table.rate(for: number, now: .after(1)) == 9600)
        #expect(table.list(now: .after(1)).numbers.map(\.rate) == [9600])
        // A call that needs no slower one does not prolong it: in the end the fastest is tried again.
        let again = table.note(.answered(nextRate: nil), of: number, now: .after(86_400))
        #expect(again == learned)
        #expect(table.nextEnd == .after(2 * 86_400))
        #expect(table.rate(for: number, now: .after(2 * 86_400)) == nil)
        #expect(table.list(now: .after(2 * 86_400)).numbers.map(\.rate) == [nil])
        #expect(table.pass(.after(2 * 86_400), limit: 9).forgotten == [number])
        #expect(table.records == [:])
    }

    @Test func aRateOutlivesARestAndGoesWithTheOperatorsWord() {
        var table = NumberTable([:], settings)
        _ = table.note(.answered(nextRate: 9600), of: number, now: .after(0))
        _ = table.note(.unavailable(until: .after(60), reason: "busy"), of: number, now: .after(1))
        _ = table.note(.answered(nextRate: 7200), of: number, now: .after(61))
        #expect(table.records[number] == NumberTable.Record(rate: 7200, rateUntil: .after(61 + 2 * 86_400)))
        _ = table.forget(number)
        #expect(table.rate(for: number, now: .after(62)) == nil)
    }

    @Test func wrongAnswersOfLongAgoDoNotCount() {
        var table = NumberTable([:], settings)
        for time in [0, 86_401, 86_402.0] {
            _ = table.note(.wrong(until: .after(time), reason: ""), of: number, now: .after(time))
        }
        #expect(table.records[number]?.wrongAnswers == 2)
        #expect(table.bar(of: number, now: .after(86_403)) == nil)
    }

    @Test func whatTheOperatorBarsStaysBarredUntilItIsAllowed() {
        var table = NumberTable([:], settings)
        let record = table.bar(number, reason: "Premium rate.")
        #expect(record.barredUntil == .distantFuture)
        _ = table.note(.answered(nextRate: nil), of: number, now: .after(0))
        _ = table.note(.unavailable(until: .after(60), reason: "busy"), of: number, now: .after(0))
        #expect(table.bar(of: number, now: .after(1))?.sentence == "The number +4930 is barred. Premium rate.")
        let forgotten = [table.forget(number), table.forget(number)]
        #expect(forgotten == [true, false])
        #expect(table.bar(of: number, now: .after(1)) == nil)
    }

    @Test func onlyWhatCountsNoMoreIsOutdated() throws {
        var table = NumberTable([:], settings)
        let barred = try #require(FaxNumber("1"))
        let wrong = try #require(FaxNumber("2"))
        _ = table.note(.unavailable(until: .after(60), reason: ""), of: number, now: .after(0))
        _ = table.bar(barred, reason: "")
        _ = table.note(.wrong(until: .after(1), reason: ""), of: wrong, now: .after(0))
        #expect(table.list(now: .after(59)).numbers.map(\.number) == [number, barred, wrong])
        #expect(table.pass(.after(59), limit: 9).forgotten == [])
        #expect(table.pass(.after(60), limit: 9).forgotten == [number])
        #expect(table.list(now: .after(60)).numbers.map(\.restsUntil) == [nil, nil])
        #expect(table.pass(.after(86_400), limit: 9).forgotten == [wrong])
        #expect(table.list(now: .after(86_401)).numbers.map(\.number) == [barred])
    }

    @Test func whoeverLooksForWhatIsOverSeesNothingElseHoweverManyRest() throws {
        let numbers = try (1...100_000).map { try #require(FaxNumber("\($0)")) }
        var table = NumberTable(
            Dictionary(
                uniqueKeysWithValues: numbers.enumerated().map { index, number in
                    (number, NumberTable.Record(restsUntil: .after(Double(index + 1))))
                }), settings)
        #expect(table.nextEnd == .after(1))
        let first = table.pass(.after(3), limit: 500)
        #expect(first.rested == Array(numbers[0..<3]))
        #expect(first.forgotten == first.rested)
        #expect(table.nextEnd == .after(4))
        #expect(table.pass(.after(3), limit: 500).rested == [])
        // What was said since counts, and what it has overtaken does not.
        _ = table.note(.unavailable(until: .after(50_000.5), reason: ""), of: numbers[3], now: .after(3))
        _ = table.note(.unavailable(until: .after(3.5), reason: ""), of: numbers[99_999], now: .after(3))
        _ = table.note(.answered(nextRate: nil), of: numbers[4], now: .after(3))
        #expect(table.pass(.after(6), limit: 500).rested == [numbers[99_999], numbers[5]])
        let many = table.pass(.after(50_000), limit: 500)
        #expect(many.rested.count == 500)
        #expect(table.nextEnd == .after(507))
        var rested = many.rested.count
        while let end = table.nextEnd, end <= .after(50_001) {
            rested += table.pass(.after(50_001), limit: 500).rested.count
        }
        #expect(rested == 50_001 - 6 + 1)
        let moved = table.shiftRests(by: -50_000)
        #expect(moved.count == 100_000 - 50_001 - 1)
        #expect(table.nextEnd == .after(2))
    }

    @Test func whatIsSaidOfANumberAgainAndAgainTakesNoMoreRoom() {
        var table = NumberTable([:], settings)
        for call in 0..<10_000 {
            _ = table.note(.unavailable(until: .after(Double(call) + 100_000), reason: ""), of: number, now: .after(0))
        }
        #expect(table.pass(.after(109_999), limit: 9).rested == [number])
        #expect(table.nextEnd == nil)
    }
}
