import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxctl

@Suite("Accounts as comma-separated values (RFC 4180)") struct AccountsTableTests {
    private let began = Date(timeIntervalSince1970: 1_800_000_000)

    private func entry(_ change: (inout JobRecord) -> Void) -> Accounts.Entry {
        var job = JobRecord(id: JobID(order: OrderID(rawValue: 0x0123_4567_89AB_CDEF), number: 2), created: began)
        job.state = .sent
        job.sender = "jane@example.com"
        job.recipient = "Kai"
        job.number = FaxNumber("+492281")
        job.subject = "Offer"
        job.reference = "4711"
        job.billingCode = "KST 1"
        job.pageCount = 3
        job.confirmedPages = 3
        job.attempts = 2
        job.result = "Sent."
        job.updated = began + 90
        job.ended = began + 60
        change(&job)
        var busy = Attempt(number: 1, call: CallID(rawValue: 1), began: began + 1, line: "line1", dialled: "00492281")
        busy.ended = began + 4.4
        busy.outcome = .busy
        var sent = Attempt(number: 2, call: CallID(rawValue: 2), began: began + 10, line: "line2", dialled: "00492281")
        sent.ended = began + 50.6
        sent.outcome = .sent
        sent.confirmedPages = 3
        sent.remoteStation = "+49 228 1"
        sent.bitRate = 14_400
        sent.coding = "MMR"
        sent.errorCorrection = true
        return Accounts.Entry(job: job, attempts: [busy, sent])
    }

    private func text(byCall: Bool = false, _ change: (inout JobRecord) -> Void = { _ in }) -> String {
        AccountsTable(Accounts(entries: [entry(change)])).text(byCall: byCall)
    }

    @Test func aLineAJobWithTheSecondsOfItsCalls() {
        #expect(
            text() == "028T5CY4TQKFF-2,2027-01-15T08:00:00Z,2027-01-15T08:01:00Z,sent,jane@example.com,Kai,+492281,"
                + "Offer,4711,3,3,2,44,Sent.,KST 1\r\n")
    }

    @Test func aLineACall() {
        let call = "jane@example.com,+492281,00492281,"
        #expect(
            text(byCall: true)
                == "028T5CY4TQKFF-2,1,0000000000001,out,2027-01-15T08:00:01Z,3,\(call),line1,busy,0,,,,,4711,KST 1\r\n"
                + "028T5CY4TQKFF-2,2,0000000000002,out,2027-01-15T08:00:10Z,41,\(call),line2,sent,3,+49 228 1,14400,MMR,yes,4711,KST 1\r\n"
        )
    }

    @Test func aCallThatCameInWasNotDialled() {
        let lines = text(byCall: true) { $0.number = nil }.split(separator: "\r\n")
        #expect(lines[1].contains(",in,2027-01-15T08:00:10Z,41,jane@example.com,,,00492281,line2,received,3,"))
    }

    @Test func everyLineHasAsManyFieldsAsItsHeader() {
        func fields(_ line: String) -> [Int] {
            line.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
        }
        #expect(fields(AccountsTable.jobHeader + text()) == [15, 15])
        #expect(fields(AccountsTable.callHeader + text(byCall: true)) == [19, 19, 19])
    }

    @Test func aJobThatHasNotEndedHasNoEnd() {
        #expect(
            text { job in
                job.state = .waiting
                job.ended = nil
            }.contains(",2027-01-15T08:00:00Z,,waiting,"))
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""), ("a\r\nb", "\"a\r\nb\""), ("plain", "plain"), ("", ""),
        ("=1+1", "'=1+1"), ("@x", "'@x"), ("-1+cmd", "'-1+cmd"), ("+49 228 1", "+49 228 1"), ("+cmd", "'+cmd"),
        ("=a,b", "\"'=a,b\""), ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""),
    ])
    func whatASenderChoseIsNeitherASeparatorNorAFormula(subject: String, field: String) {
        #expect(text { $0.subject = subject }.contains(",\(field),4711,"))
    }
}
