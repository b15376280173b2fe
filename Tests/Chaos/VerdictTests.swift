import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// The verdict is not blind: what must not be is seen, and what may be is not complained of.
@Suite("The verdict of a chaos run") struct VerdictTests {
    /// A run of one mail to its numbers, in which nothing goes wrong, to be spoilt.
    private struct World {
        let plan = ChaosPlan(seed: 3, mails: 1, calls: 1)
        let order = OrderID.new()
        var histories: [JobHistory] = []
        var calls: [CallRecord] = []
        var told: [String] = []
        var disturbances: [Disturbance] = []
        var logs = ""
        var receipts: [Int: PostOffice.Receipt]
        var receptions: [JobHistory] = []
        var callers: [CallerRecord] = []
        var arrivals: [ArrivedMail] = []

        init() {
            receipts = [0: PostOffice.Receipt(order: order)]
            let mail = plan.mails[0]
            for (index, number) in mail.numbers.enumerated() {
                var job = JobRecord(id: JobID(order: order, number: index + 1), created: .now)
                job.number = FaxNumber(number)
                job.subject = "Mail 0"
                job.state = .sent
                (job.pageCount, job.confirmedPages, job.attempts) = (mail.pageCount, mail.pageCount, 1)
                var attempt = Attempt(number: 1, call: .new(), began: .now, line: "line-0-1", dialled: number)
                (attempt.outcome, attempt.confirmedPages) = (.sent, mail.pageCount)
                histories.append(
                    JobHistory(job: job, events: [], attempts: [attempt], tasks: [], documents: [:]))
                call(number, pages: Array(1...mail.pageCount))
                told.append(
                    """
                    X-Envelope-To: jane@example.com\r\nX-Kept: \(Date.now.timeIntervalSince1970)\r\nX-Fax-Job: \(job.id)\r
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
            var record = CallerRecord(index: index, call: call, mishap: mishap, line: "line-0-in-1")
            let count = pages ?? call.pageCount
            for page in 0..<count { record.note(.confirmed(page + 1, isHeard: isHeard || page + 1 < count)) }
            record.note(count == call.pageCount && isHeard ? .goodbye : .cut)
            callers.append(record)
            guard isTold else { return }
            receive(index, pages: (0..<count).map { $0 + 1 }, isComplete: count == call.pageCount)
        }

        /// A job that is received, with its mail, of the call of this place.
        mutating func receive(_ index: Int, pages: [Int], isComplete: Bool, confirmed: Int? = nil) {
            var job = JobRecord(id: JobID(order: OrderID.new(), number: 1), created: .now)
            job.state = .received
            receptions.append(JobHistory(job: job, events: [], attempts: [], tasks: [], documents: [:]))
            let head = Notification(
                """
                X-Kept: \(Date.now.timeIntervalSince1970)\r\nX-Envelope-To: \(PlannedCall.recipient)\r
                X-Fax-Direction: received\r\nX-Fax-Job: \(job.id)\r
                Message-ID: <\(job.id).received>\r\nX-Fax-Remote-Station: \(CallerRecord.firstNumber + index)\r
                X-Fax-Confirmed-Pages: \(confirmed ?? pages.count)\r\nX-Fax-Complete: \(isComplete ? "yes" : "no")\r\n\r\n
                """)
            guard let head else { preconditionFailure("the mail has a head") }
            arrivals.append(
                ArrivedMail(
                    head: head, pages: pages.map { NumberedPage(mail: CallerRecord.firstMail + index, page: $0) }))
        }

        /// A call that confirms these pages.
        mutating func call(_ number: String, pages: [Int]) {
            var call = CallRecord(index: calls.count, number: number, line: "line-0-1", began: .now)
            for page in pages { call.note(.confirmed(NumberedPage(mail: 0, page: page))) }
            call.note(.goodbye)
            calls.append(call)
        }

        /// The last page of the first job comes again, in a call that is known.
        mutating func repeatPage() {
            call(plan.mails[0].numbers[0], pages: [plan.mails[0].pageCount])
            histories[0].attempts.append(histories[0].attempts[0])
            histories[0].attempts[1].call = .new()
            histories[0].attempts[1].confirmedPages = 0
            told[0] = told[0].replacing("X-Fax-Attempts: 1", with: "X-Fax-Attempts: 2")
        }

        /// Something is done, for a while that ended so many seconds ago.
        mutating func disturb(
            _ program: Faxpost.Program, copy: Int = 0, _ kind: Disturbance.Kind, for duration: TimeInterval = 0.01,
            ago: TimeInterval = 0
        ) {
            let end = Date(timeIntervalSinceNow: -ago)
            disturbances.append(
                Disturbance(
                    victim: Victim(program: program, copy: copy), kind: kind, began: end.addingTimeInterval(-duration),
                    ended: end, worked: end))
        }

        var verdict: Verdict {
            Verdict(
                Evidence(
                    plan: plan, receipts: receipts, histories: histories, receptions: receptions,
                    queue: QueueReport(depths: []), calls: calls, callers: callers,
                    notifications: told.compactMap(Notification.init), arrivals: arrivals, disturbances: disturbances,
                    logs: logs))
        }

        var problems: [String] { verdict.problems.map(\.text) }
    }

    private var world = World()

    @Test mutating func aGoodRunHasNoProblems() {
        #expect(world.problems.isEmpty)
    }

    @Test mutating func anOrderThatIsLost() {
        world.receipts[0]?.order = OrderID.new()
        world.receipts[0]?.unanswered = 1
        #expect(world.problems.contains { $0.contains("which is lost") })
    }

    @Test mutating func anOrderWhoseClientWasNotTold() {
        let other = OrderID.new()
        for history in world.histories {
            let id = JobID(order: other, number: history.job.id.number)
            var again = history
            again.job = JobRecord(id: id, created: history.job.created)
            again.attempts[0].call = .new()
            (again.job.number, again.job.subject, again.job.state) = (history.job.number, "Mail 0", .sent)
            (again.job.pageCount, again.job.confirmedPages) = (history.job.pageCount, history.job.confirmedPages)
            world.histories.append(again)
            world.told.append(world.told[history.job.id.number - 1].replacing("\(history.job.id)", with: "\(id)"))
            world.call(history.job.number?.digits ?? "", pages: Array(1...history.job.confirmedPages))
        }
        #expect(world.problems.contains { $0.contains("its client was told otherwise") })
        world.receipts[0]?.unanswered = 1
        #expect(world.problems.isEmpty)
        #expect(world.verdict.untoldOrders == 1)
    }

    @Test mutating func aJobThatWentAWayWhichTheStatesOfAJobDoNotKnow() {
        world.logs = "error spool: Job 028T5CY4TQKFF-1 is sent, and deliver says that it is failed\n"
        #expect(world.problems == ["028T5CY4TQKFF-1 is sent, and deliver says that it is failed"])
    }

    @Test mutating func aJobThatCountsAsSentAndIsNot() {
        world.calls[0] = CallRecord(index: 0, number: world.calls[0].number, line: "line-0-1", began: .now)
        #expect(world.problems.contains("page 1 counts as confirmed, and is not"))
    }

    @Test mutating func aPageThatWentTwice() {
        world.repeatPage()
        #expect(world.problems.contains { $0.contains("1 times more than is known") })
    }

    @Test mutating func aPageThatWentTwiceBecauseFaxoutDied() {
        world.disturb(.faxout, .killed)
        world.repeatPage()
        #expect(world.problems.isEmpty)
        #expect(world.verdict.repeatedPages == ["faxout killed": 1])
    }

    @Test mutating func aPageThatWentTwiceBecauseFaxoutCouldNotHearThatItHadLostItsLease() {
        world.disturb(.faxout, .stopped, for: 2, ago: 3)
        world.calls[0] = CallRecord(
            index: 0, number: world.calls[0].number, line: "line-0-1", began: .now.addingTimeInterval(-6))
        for page in 1...world.plan.mails[0].pageCount {
            world.calls[0].note(.confirmed(NumberedPage(mail: 0, page: page)))
        }
        world.repeatPage()
        #expect(world.problems.count == 1)
        world.disturb(.spool, .stopped, for: 4)
        #expect(world.problems.isEmpty)
        #expect(world.verdict.repeatedPages == ["faxout stopped while the spool was away": 1])
    }

    @Test mutating func aPageThatWentTwiceThoughItsCallHadGoneOn() {
        world.calls[0].note(.wentOn)
        world.disturb(.faxout, .killed)
        world.repeatPage()
        #expect(world.problems.contains { $0.contains("1 times more than is known") })
    }

    @Test(arguments: [
        (Faxpost.Program.faxout, 0, Disturbance.Kind.killed, 5.0), (.faxout, 1, .killed, 0),
        (.faxout, 0, .terminated, 0),
        (.faxout, 0, .stopped, 0), (.render, 0, .killed, 0), (.spool, 0, .killed, 0),
    ])
    mutating func aPageThatWentTwiceWithoutExcuse(
        program: Faxpost.Program, copy: Int, kind: Disturbance.Kind, ago: Double
    ) {
        world.disturb(program, copy: copy, kind, ago: ago)
        world.repeatPage()
        #expect(world.problems.count == 1)
    }

    @Test mutating func aPageThatIsNobodys() {
        world.calls[0].note(.confirmed(nil))
        #expect(world.problems.contains { $0.contains("pages that are not its jobs'") })
    }

    @Test mutating func aCallThatBringsTheSameJobTwice() {
        let pages = Array(1...world.plan.mails[0].pageCount)
        world.calls.removeFirst()
        world.call(world.plan.mails[0].numbers[0], pages: pages + pages)
        #expect(world.problems.contains { $0.contains("pages that are not its jobs'") })
    }

    @Test mutating func aCallThatNobodyKnows() {
        world.call(world.plan.mails[0].numbers[0], pages: [])
        #expect(world.problems == ["2 calls were made, and 1 are known"])
    }

    @Test mutating func aSenderWhoIsToldNothing() {
        world.told.removeFirst()
        #expect(world.problems == ["its sender was told nothing"])
    }

    @Test mutating func aSenderWhoIsToldTwice() {
        world.told.append(world.told[0])
        #expect(world.problems == ["its sender was told again"])
        world.disturb(.deliver, copy: 1, .killed)
        #expect(world.problems.isEmpty)
        #expect(world.verdict.repeatedNotifications == 1)
    }

    @Test mutating func aSenderWhoIsToldSomethingElse() {
        world.told[0] = world.told[0].replacing("X-Fax-Result: sent", with: "X-Fax-Result: failed")
        #expect(world.problems == ["its notification says X-Fax-Result: failed, not sent"])
    }

    @Test mutating func aJobThatDidNotEnd() {
        world.histories[0].job.state = .waiting
        #expect(world.problems.contains("it ended as waiting"))
    }
    // MARK: Faxes that come in

    @Test mutating func aFaxThatWasConfirmedAndIsLost() {
        world.callIn(isTold: false)
        #expect(world.problems.contains { $0.contains("it was confirmed, and is lost") })
    }

    @Test mutating func aConfirmationThatItsCallerDidNotHear() {
        world.callIn(isHeard: false, mishap: .answerUnheard(world.plan.calls[0].pageCount))
        #expect(world.problems.isEmpty)
    }

    @Test mutating func aCallThatBringsNothing() {
        world.callIn(pages: 0, isTold: false)
        #expect(world.problems.isEmpty)
    }

    @Test mutating func aFaxThatIsSaidToBeCompleteAndIsNot() {
        world.callIn(pages: 0, isTold: false)
        world.receive(1, pages: [1], isComplete: true)
        #expect(world.problems.contains { $0.contains("says that it is complete") })
    }

    @Test mutating func aFaxThatIsSaidNotToBeCompleteAndIs() {
        world.callIn(isTold: false)
        world.receive(1, pages: Array(1...world.plan.calls[0].pageCount), isComplete: false)
        #expect(world.problems.count == 1)
        #expect(world.problems.contains { $0.contains("says that it is not complete") })
        world.disturb(.faxout, .killed)
        #expect(world.problems.isEmpty)
    }

    @Test mutating func aFaxWithAPageThatHasNotCome() {
        world.callIn(pages: 0, isTold: false)
        world.receive(1, pages: [1, 2], isComplete: false, confirmed: 0)
        #expect(world.problems.contains { $0.contains("its mail has pages") })
    }

    @Test mutating func aFaxWithAPageOfAnotherCall() {
        world.arrivals[0] = ArrivedMail(head: world.arrivals[0].head, pages: [NumberedPage(mail: 0, page: 1)])
        #expect(world.problems.contains { $0.contains("its mail has pages") })
    }

    @Test mutating func aFaxThatSaysOfMorePagesThanAreConfirmed() {
        world.callIn(pages: 0, isTold: false)
        world.receive(1, pages: [1], isComplete: false, confirmed: 2)
        #expect(world.problems.contains { $0.contains("says that 2 pages are confirmed") })
    }

    @Test mutating func aFaxThatComesAsTwo() {
        world.receive(0, pages: Array(1...world.plan.calls[0].pageCount), isComplete: true)
        #expect(world.problems.contains { $0.contains("it came as") })
    }

    @Test mutating func aFaxThatIsMailedTwice() {
        world.arrivals.append(world.arrivals[0])
        #expect(world.problems == ["it came by mail again"])
        world.disturb(.deliver, .killed)
        #expect(world.problems.isEmpty)
        #expect(world.verdict.repeatedArrivals == 1)
    }

    @Test mutating func aFaxThatNobodyHas() {
        world.arrivals = []
        #expect(world.problems.contains("it was received, and nobody has it"))
    }

    @Test mutating func aFaxOfNobody() {
        world.receive(7, pages: [1], isComplete: false)
        #expect(world.problems.contains { $0.contains("who has not called") })
    }

    @Test mutating func aFaxThatIsNotReceived() {
        world.receptions[0].job.state = .receiving
        #expect(world.problems == ["it came in, and ended as receiving"])
    }

    @Test mutating func aFaxWhoseCallerGaveUp() {
        world.callers.removeAll()
        (world.arrivals, world.receptions) = ([], [])
        #expect(world.problems == ["fax 0 of those that come in has not gone through"])
    }
}
