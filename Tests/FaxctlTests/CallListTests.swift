import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxctl

@Suite("Calls as an operator reads them") struct CallListTests {
    private let began = Date(timeIntervalSince1970: 1_800_000_000)

    /// A job with a call that began so many seconds later; answered where there is no number.
    private func entry(_ number: Int, at time: Double, line: String, to fax: FaxNumber?) -> Accounts.Entry {
        var job = JobRecord(id: JobID(order: OrderID(rawValue: UInt64(number)), number: 1), created: began)
        job.number = fax
        var call = Attempt(
            number: 1, call: CallID(rawValue: UInt64(number)), began: began + time, line: line,
            dialled: fax?.digits ?? "4711")
        call.ended = call.began + 12.4
        call.outcome = fax == nil ? .notFax : .sent
        call.confirmedPages = fax == nil ? 0 : 3
        return Accounts.Entry(job: job, attempts: [call])
    }

    private func list(since: Double = 0, line: String? = nil, limit: Int = 10) -> CallList {
        var list = CallList(since: began + since, line: line, limit: limit)
        list.add(
            Accounts(entries: [
                entry(1, at: 10, line: "line-1", to: FaxNumber("+492281")), entry(2, at: 30, line: "line-2", to: nil),
            ]))
        list.add(Accounts(entries: [entry(3, at: 20, line: "line-1", to: nil)]))
        return list
    }

    @Test func theNewestIsTheFirst() {
        #expect(list().calls.map(\.attempt.call.rawValue) == [2, 3, 1])
        #expect(list(limit: 2).calls.map(\.attempt.call.rawValue) == [2, 3])
    }

    @Test func itIsOfALineAndFromATimeOn() {
        #expect(list(line: "line-1").calls.map(\.attempt.call.rawValue) == [3, 1])
        #expect(list(since: 20).calls.map(\.attempt.call.rawValue) == [2, 3])
        #expect(list(line: "line-3").calls.isEmpty)
    }

    @Test func theTableSaysWhoWasCalledAndWhoCalled() {
        let lines = list(line: "line-1").table.text.split(separator: "\n")
        #expect(lines.count == 3)
        let answered = lines[1].split(separator: " ")
        #expect(answered.first == Substring(CallID(rawValue: 3).description))
        #expect(Array(answered[3...8]) == ["in", "line-1", "4711", "notFax", "0", "12"])
        #expect(Array(lines[2].split(separator: " ")[3...8]) == ["out", "line-1", "+492281", "sent", "3", "12"])
    }

    @Test func aCallThatWeHaveLetRingWasRefused() {
        var list = CallList(since: began, line: nil, limit: 1)
        var entry = entry(1, at: 0, line: "line-1", to: nil)
        entry.attempts[0].outcome = .noAnswer
        list.add(Accounts(entries: [entry]))
        #expect(list.table.text.contains(" refused "))
    }

    @Test func aCallThatIsUnderWayHasNoSeconds() {
        var list = CallList(since: began, line: nil, limit: 1)
        var entry = entry(1, at: 0, line: "line-1", to: nil)
        entry.attempts[0].ended = nil
        entry.attempts[0].outcome = nil
        list.add(Accounts(entries: [entry]))
        #expect(list.table.text.contains("under way"))
    }
}
