import Configuration
import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("What is known of numbers")
struct NumberTableTests {
    private let number: FaxNumber
    private let settings: SpoolSettings.WrongNumbers

    init() throws {
        number = try #require(FaxNumber("+4930"))
        let text = "spool: { wrong-numbers: { calls: 3, within: 1d, bar: 7d } }"
        settings = try Configuration(text: text, file: "faxpost.yaml").spool.wrongNumbers
    }

    @Test func aNumberThatCannotBeReachedRestsForAWhile() {
        var table = NumberTable()
        _ = table.note(.unavailable(until: .after(60), reason: "busy"), of: number, settings, now: .after(0))
        #expect(table.restsUntil(number, now: .after(59)) == .after(60))
        #expect(table.restsUntil(number, now: .after(60)) == nil)
        #expect(table.bar(of: number, now: .after(0)) == nil)
        #expect(table.nextEnd(now: .after(0)) == .after(60))
        #expect(table.nextEnd(now: .after(60)) == nil)
    }

    @Test func aNumberIsBarredAfterSoManyCallsWithoutAFaxMachine() throws {
        var table = NumberTable()
        for call in 0..<3 {
            #expect(table.bar(of: number, now: .after(0)) == nil)
            let time = Double(call) * 100
            _ = table.note(
                .wrong(until: .after(time + 60), reason: "A voice."), of: number, settings, now: .after(time))
        }
        let failure = try #require(table.bar(of: number, now: .after(300)))
        #expect(failure.status == EnhancedStatusCode(5, 7, 1))
        #expect(
            failure.sentence == "The number +4930 is barred. 3 calls in a row reached no fax machine. A voice.")
        #expect(table.bar(of: number, now: .after(200 + 7 * 86_400)) == nil)
    }

    @Test func oneAnswerInBetweenWipesTheSlateClean() {
        var table = NumberTable()
        for _ in 0..<2 { _ = table.note(.wrong(until: .after(1), reason: ""), of: number, settings, now: .after(0)) }
        let known = table.note(.answered, of: number, settings, now: .after(1))
        #expect(known == nil)
        for _ in 0..<2 { _ = table.note(.wrong(until: .after(1), reason: ""), of: number, settings, now: .after(2)) }
        #expect(table.bar(of: number, now: .after(3)) == nil)
    }

    @Test func wrongAnswersOfLongAgoDoNotCount() {
        var table = NumberTable()
        for time in [0, 86_401, 86_402.0] {
            _ = table.note(.wrong(until: .after(time), reason: ""), of: number, settings, now: .after(time))
        }
        #expect(table.records[number]?.wrongAnswers == 2)
        #expect(table.bar(of: number, now: .after(86_403)) == nil)
    }

    @Test func whatTheOperatorBarsStaysBarredUntilItIsAllowed() {
        var table = NumberTable()
        let record = table.bar(number, reason: "Premium rate.")
        #expect(record.barredUntil == .distantFuture)
        _ = table.note(.answered, of: number, settings, now: .after(0))
        _ = table.note(.unavailable(until: .after(60), reason: "busy"), of: number, settings, now: .after(0))
        #expect(table.bar(of: number, now: .after(1))?.sentence == "The number +4930 is barred. Premium rate.")
        let forgotten = [table.forget(number), table.forget(number)]
        #expect(forgotten == [true, false])
        #expect(table.bar(of: number, now: .after(1)) == nil)
    }

    @Test func onlyWhatCountsNoMoreIsOutdated() throws {
        var table = NumberTable()
        let barred = try #require(FaxNumber("1"))
        let wrong = try #require(FaxNumber("2"))
        _ = table.note(.unavailable(until: .after(60), reason: ""), of: number, settings, now: .after(0))
        _ = table.bar(barred, reason: "")
        _ = table.note(.wrong(until: .after(1), reason: ""), of: wrong, settings, now: .after(0))
        #expect(table.outdated(settings, now: .after(59)) == [])
        #expect(table.outdated(settings, now: .after(60)) == [number])
        #expect(Set(table.outdated(settings, now: .after(86_401))) == [number, wrong])
        #expect(table.list(now: .after(60)).numbers.map(\.restsUntil) == [nil, nil, nil])
        #expect(table.list(now: .after(59)).numbers.map(\.number) == [number, barred, wrong])
    }
}
