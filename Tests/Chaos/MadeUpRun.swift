import FaxModel
import Foundation
import Pipeline
import TestSupport

/// A run of one mail to its numbers, in which nothing goes wrong, to be spoilt. All that is seen of it is seen at one time.
struct MadeUpRun {
    /// When that is. Its calls were dialled nine seconds before.
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    /// What was to be done: one mail, and one fax that comes in.
    let plan = ChaosPlan(seed: 3, mails: 1, calls: 1)
    /// The order that the mail was accepted as.
    let order = OrderID.new()
    /// What the spool says of each job that was to be faxed.
    var histories: [JobHistory] = []
    /// What the far end has seen.
    var calls: [CallRecord] = []
    /// The mails to senders, as the mail server keeps them; the copies of `deliver` that have brought them are 0.
    var told: [String] = []
    /// Those that the other copy of `deliver` has brought.
    var toldAgain: [String] = []
    /// What was done.
    var disturbances: [Disturbance] = []
    /// When the machine stood still.
    var stalls: [Stall] = []
    /// What the programs have written into their logs.
    var logs = ""
    /// What the mail client was told, by mail.
    var receipts: [Int: PostOffice.Receipt]
    /// What the spool says of each call that came in.
    var receptions: [JobHistory] = []
    /// What the callers have seen.
    var callers: [CallerRecord] = []
    /// The faxes that were received, as they came; and the heads of those mails.
    var arrivals: [ArrivedMail] = []
    private var arrivalText: [String] = []

    /// A good run.
    init() {
        receipts = [0: PostOffice.Receipt(order: order)]
        let mail = plan.mails[0]
        for (index, number) in mail.numbers.enumerated() {
            var job = JobRecord(id: JobID(order: order, number: index + 1), created: Self.now)
            job.number = FaxNumber(number)
            job.subject = "Mail 0"
            job.state = .sent
            (job.pageCount, job.confirmedPages, job.attempts) = (mail.pageCount, mail.pageCount, 1)
            var attempt = Attempt(number: 1, call: .new(), began: Self.now, line: "line-0-1", dialled: number)
            (attempt.outcome, attempt.confirmedPages) = (.sent, mail.pageCount)
            histories.append(
                JobHistory(job: job, events: [], attempts: [attempt], tasks: [], documents: [:]))
            call(number, pages: Array(1...mail.pageCount))
            told.append(
                """
                X-Envelope-To: jane@example.com\r\nX-Kept: \(Self.now.timeIntervalSince1970)\r\nX-Fax-Job: \(job.id)\r
                Message-ID: <\(job.id)>\r\nX-Fax-Result: sent\r\nX-Fax-Confirmed-Pages: \(mail.pageCount)\r
                X-Fax-Attempts: 1\r\nX-Fax-Number: \(number)\r\nIn-Reply-To: \(mail.messageID)\r\n\r\n
                """)
        }
        callIn()
    }

    /// A call that comes in, and brings these pages, all of the fax by default.
    ///
    /// - Parameters:
    ///   - isHeard: whether the caller hears that the last one is confirmed.
    ///   - isTold: whether a mail comes of it.
    mutating func callIn(
        pages: Int? = nil, isHeard: Bool = true, isTold: Bool = true, mishap: CallerMishap = .nothing
    ) {
        let (call, index) = (plan.calls[0], callers.count)
        var record = CallerRecord(
            index: index, call: call, mishap: mishap, line: "line-0-in-1", began: Self.now.addingTimeInterval(-9))
        let count = pages ?? call.pageCount
        for page in 0..<count {
            record.note(.confirmed(page + 1, isHeard: isHeard || page + 1 < count), at: Self.now)
        }
        record.note(count == call.pageCount && isHeard ? .goodbye : .cut, at: Self.now)
        callers.append(record)
        guard isTold else { return }
        receive(index, pages: (0..<count).map { $0 + 1 }, isComplete: count == call.pageCount)
    }

    /// A job that is received, with its mail, of the call of this place.
    ///
    /// - Parameter hasEnd: whether the end of the call is on disk.
    mutating func receive(
        _ index: Int, pages: [Int], isComplete: Bool, confirmed: Int? = nil, hasEnd: Bool = false
    ) {
        var job = JobRecord(id: JobID(order: OrderID.new(), number: 1), created: Self.now)
        job.state = .received
        var attempt = Attempt(number: 1, call: .new(), began: Self.now, line: "line-0-in-1", dialled: "")
        if isComplete || hasEnd { attempt.outcome = .sent }
        receptions.append(JobHistory(job: job, events: [], attempts: [attempt], tasks: [], documents: [:]))
        let text = """
            X-Kept: \(Self.now.timeIntervalSince1970)\r\nX-Envelope-To: \(PlannedCall.recipient)\r
            X-Fax-Direction: received\r\nX-Fax-Job: \(job.id)\r
            Message-ID: <\(job.id).received>\r\nX-Fax-Remote-Station: \(CallerRecord.firstNumber + index)\r
            X-Fax-Confirmed-Pages: \(confirmed ?? pages.count)\r\nX-Fax-Complete: \(isComplete ? "yes" : "no")\r\n\r\n
            """
        arrivalText.append(text)
        guard let head = Notification(text) else { preconditionFailure("the mail has a head") }
        arrivals.append(
            ArrivedMail(
                head: head, pages: pages.map { NumberedPage(mail: CallerRecord.firstMail + index, page: $0) }))
    }

    /// A call that confirms these pages, so many seconds after `now`.
    mutating func call(_ number: String, pages: [Int], after seconds: TimeInterval = 0) {
        let time = Self.now.addingTimeInterval(seconds)
        var call = CallRecord(
            index: calls.count, number: number, line: "line-0-1", began: time.addingTimeInterval(-9))
        for page in pages { call.note(.confirmed(NumberedPage(mail: 0, page: page)), at: time) }
        call.note(.goodbye, at: time)
        calls.append(call)
    }

    /// A mail to a sender, or one with a received fax, comes again by the other `deliver`, five seconds later.
    mutating func repeatMail(received: Bool) {
        let time = Self.now.addingTimeInterval(5).timeIntervalSince1970
        guard received else {
            toldAgain.append(
                told[0].replacing("X-Kept: \(Self.now.timeIntervalSince1970)", with: "X-Kept: \(time)"))
            return
        }
        guard
            let head = Notification(
                arrivalText[0].replacing("X-Kept: \(Self.now.timeIntervalSince1970)", with: "X-Kept: \(time)"), by: 1)
        else {
            preconditionFailure("the mail has a head")
        }
        arrivals.append(ArrivedMail(head: head, pages: arrivals[0].pages))
    }

    /// The last page of the first job comes again, half a minute later, in a call that is known.
    mutating func repeatPage() {
        call(plan.mails[0].numbers[0], pages: [plan.mails[0].pageCount], after: 30)
        histories[0].attempts.append(histories[0].attempts[0])
        histories[0].attempts[1].call = .new()
        histories[0].attempts[1].confirmedPages = 0
        told[0] = told[0].replacing("X-Fax-Attempts: 1", with: "X-Fax-Attempts: 2")
    }

    /// Something is done from so many seconds after `now` on, for so many seconds; the program works again after as many.
    mutating func disturb(
        _ program: Faxpost.Program, copy: Int = 0, _ kind: Disturbance.Kind, at seconds: TimeInterval = 0,
        for duration: TimeInterval = 0.01, worksAfter restart: TimeInterval = 0
    ) {
        let began = Self.now.addingTimeInterval(seconds)
        let ended = began.addingTimeInterval(duration)
        disturbances.append(
            Disturbance(
                victim: Victim(program: program, copy: copy), kind: kind, began: began, ended: ended,
                worked: ended.addingTimeInterval(restart)))
    }

    /// The machine stands still from so many seconds after `now` on, for so many seconds.
    mutating func stall(at seconds: TimeInterval, for duration: TimeInterval) {
        let began = Self.now.addingTimeInterval(seconds)
        stalls.append(Stall(began: began, ended: began.addingTimeInterval(duration)))
    }

    /// What the run has shown.
    var verdict: Verdict {
        Verdict(
            Evidence(
                plan: plan, receipts: receipts, histories: histories, receptions: receptions,
                queue: QueueReport(depths: []), calls: calls, callers: callers,
                notifications: told.compactMap { Notification($0) } + toldAgain.compactMap { Notification($0, by: 1) },
                arrivals: arrivals, disturbances: disturbances,
                stalls: stalls, logs: logs))
    }

    /// What must not be in it, without what it is about.
    var problems: [String] { verdict.problems.map(\.text) }
}
