import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// The verdict is not blind: what must not be is seen, and what may be is not complained of.
@Suite("The verdict of a chaos run") struct VerdictTests {
    private var world = MadeUpRun()

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
        world.calls[0] = CallRecord(index: 0, number: world.calls[0].number, line: "line-0-1", began: MadeUpRun.now)
        #expect(world.problems.contains("page 1 counts as confirmed, and is not"))
    }

    @Test mutating func aPageThatWentTwice() {
        world.repeatPage()
        #expect(world.problems.contains { $0.contains("1 times more than is known") })
    }

    @Test mutating func aPageThatWentTwiceThoughItsCallHadGoneOn() {
        world.calls[0].note(.wentOn, at: MadeUpRun.now)
        world.disturb(.faxout, .killed)
        world.repeatPage()
        #expect(world.problems.contains { $0.contains("1 times more than is known") })
    }

    @Test mutating func aPageThatIsNobodys() {
        world.calls[0].note(.confirmed(nil), at: MadeUpRun.now)
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
