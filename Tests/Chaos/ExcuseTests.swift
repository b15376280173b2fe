import Foundation
import TestSupport
import Testing

/// Each excuse is for what can have happened, and for nothing that is merely near. What is excused happened at 0 s, and the calls were dialled at
/// -9 s.
@Suite("What excuses something in a chaos run, and what nearly does") struct ExcuseTests {
    /// What is done in a run.
    struct Deeds: CustomTestStringConvertible {
        /// One of them.
        enum Deed {
            case done(Faxpost.Program, Int, Disturbance.Kind, at: Double, for: Double, worksAfter: Double)
            case stall(at: Double, for: Double)
        }

        /// What they are, in words.
        let testDescription: String
        /// Each.
        let deeds: [Deed]
        /// What excuses it; empty where nothing does.
        let cause: String

        /// These deeds.
        init(_ description: String, _ cause: String = "", _ deeds: Deed...) {
            (testDescription, self.cause, self.deeds) = (description, cause, deeds)
        }

        /// Does them.
        func apply(to run: inout MadeUpRun) {
            for deed in deeds {
                switch deed {
                case .done(let program, let copy, let kind, let time, let duration, let restart):
                    run.disturb(program, copy: copy, kind, at: time, for: duration, worksAfter: restart)
                case .stall(let time, let duration):
                    run.stall(at: time, for: duration)
                }
            }
        }
    }

    /// Whether the only problem of a run, which is this one, is excused as it is to be.
    private func check(_ deeds: Deeds, _ text: String, in run: MadeUpRun) {
        var run = run
        #expect(run.problems.count == 1 && run.problems[0].contains(text), "without deeds it is a problem")
        deeds.apply(to: &run)
        #expect(run.problems.isEmpty == !deeds.cause.isEmpty)
        let excuses = run.verdict.excused
        #expect(excuses.map(\.excuse.cause) == (deeds.cause.isEmpty ? [] : [deeds.cause]))
        #expect(run.verdict.summary.contains("1 × excused") == !deeds.cause.isEmpty)
    }

    @Test(arguments: [
        Deeds("deliver dies before it is on disk that the mail has gone", "deliver killed", .kill(.deliver, at: 0.4)),
        Deeds(
            "the mail server has read what deliver had said before it died", "deliver killed",
            .kill(.deliver, at: -0.3, worksAfter: 0.5)),
        Deeds(
            "deliver dies while the spool is away, or not connected to", "deliver killed",
            .kill(.spool, at: 0.2, worksAfter: 2), .kill(.deliver, at: 3)),
        Deeds(
            "deliver dies later, and all was late", "deliver killed", .stall(at: 0.2, for: 0.8),
            .kill(.deliver, at: 1.2)),
        Deeds("deliver is stopped for too long", "deliver stopped", .stop(.deliver, at: 0.3, for: 0.8)),
        Deeds(
            "deliver goes on, and has not heard that it has lost its lease", "deliver stopped",
            .stop(.deliver, at: -1, for: 0.8)),
        Deeds(
            "deliver goes on, and there is no spool to tell it", "deliver stopped",
            .stop(.deliver, at: -3, for: 1.5), .kill(.spool, at: -1.6, worksAfter: 1)),
        Deeds("the machine stands still for too long", "the machine stood still", .stall(at: 0.1, for: 0.8)),
        Deeds(
            "deliver is stopped, and then the machine stands still", "deliver stopped, the machine stood still",
            .stop(.deliver, at: 0.2, for: 0.4), .stall(at: 0.7, for: 0.4)),
        Deeds(
            "deliver is stopped when it is to connect to a new spool", "deliver stopped, the spool came back",
            .kill(.spool, at: -1, worksAfter: 1.1), .stop(.deliver, at: 0.4, for: 0.5)),
        Deeds(
            "the other deliver goes on five seconds later, and does not know that the task is another's",
            "deliver stopped",
            .stop(.deliver, 1, at: -1, for: 5.9)),
        Deeds("the other deliver went on before, and knew", "", .stop(.deliver, 1, at: -1, for: 5)),
        Deeds("the other deliver dies five seconds later", "", .kill(.deliver, 1, at: 5)),
        Deeds("deliver dies when it must be on disk", "", .kill(.deliver, at: 0.6)),
        Deeds("deliver had died, and worked again", "", .kill(.deliver, at: -1, worksAfter: 0.5)),
        Deeds("the other deliver dies", "", .kill(.deliver, 1, at: 0.1)),
        Deeds("deliver is told to end", "", .done(.deliver, 0, .terminated, at: 0, for: 0.5, worksAfter: 0.5)),
        Deeds("deliver is stopped for less than a lease", "", .stop(.deliver, at: 0.1, for: 0.6)),
        Deeds(
            "deliver is stopped twice, and heard of in between", "",
            .stop(.deliver, at: 0.1, for: 0.4), .stop(.deliver, at: 0.8, for: 0.4)),
        Deeds("deliver was stopped, and was told what it had lost", "", .stop(.deliver, at: -3, for: 2)),
        Deeds("deliver is stopped when it must be on disk", "", .stop(.deliver, at: 0.6, for: 2)),
        Deeds("the machine stands still for less than a lease", "", .stall(at: 0.1, for: 0.6)),
        Deeds("the spool dies", "", .kill(.spool, at: 0, worksAfter: 1)),
        Deeds("the spool is stopped", "", .stop(.spool, at: 0, for: 3)),
        Deeds("faxout dies", "", .kill(.faxout, at: 0.1)),
    ])
    func aMailThatComesAgain(_ deeds: Deeds) {
        for received in [false, true] {
            var run = MadeUpRun()
            run.repeatMail(received: received)
            check(deeds, received ? "by mail again" : "told again", in: run)
        }
    }

    @Test(arguments: [
        Deeds("faxout dies before it is on disk that the page is confirmed", "faxout killed", .kill(.faxout, at: 0.4)),
        Deeds("the page was on its way when faxout died", "faxout killed", .kill(.faxout, at: -1)),
        Deeds(
            "faxout dies while the spool is away", "faxout killed", .kill(.spool, at: 0.2, worksAfter: 2),
            .kill(.faxout, at: 3)),
        Deeds("faxout is stopped for too long", "faxout stopped", .stop(.faxout, at: 0.3, for: 0.8)),
        Deeds("faxout goes on, and finishes its page", "faxout stopped", .stop(.faxout, at: -2, for: 1)),
        Deeds(
            "faxout goes on, and there is no spool to tell it", "faxout stopped", .stop(.faxout, at: -5, for: 2),
            .stop(.spool, at: -4, for: 4)),
        Deeds("the machine stands still for too long", "the machine stood still", .stall(at: 0.1, for: 0.8)),
        Deeds("faxout dies when it must be on disk", "", .kill(.faxout, at: 0.6)),
        Deeds("the other faxout dies", "", .kill(.faxout, 1, at: 0.1)),
        Deeds("faxout is told to end", "", .done(.faxout, 0, .terminated, at: 0, for: 0.5, worksAfter: 0.5)),
        Deeds("faxout is stopped for less than a lease", "", .stop(.faxout, at: 0.1, for: 0.6)),
        Deeds("faxout was stopped, and was told what it had lost", "", .stop(.faxout, at: -5, for: 2)),
        Deeds("the spool dies", "", .kill(.spool, at: 0, worksAfter: 1)),
        Deeds("the spool is stopped", "", .stop(.spool, at: 0, for: 3)),
        Deeds("render dies", "", .kill(.render, at: 0.1)),
    ])
    func aPageThatComesAgain(_ deeds: Deeds) {
        var run = MadeUpRun()
        run.repeatPage()
        check(deeds, "1 times more than is known", in: run)
    }

    @Test(arguments: [
        Deeds(
            "the spool is slow, and faxout dies", "faxout killed", .stop(.spool, at: -0.5, for: 1),
            .kill(.faxout, at: 0.2)),
        Deeds(
            "the machine stands still, and faxout dies", "faxout killed", .stall(at: -0.5, for: 0.6),
            .kill(.faxout, at: 0.3)),
        Deeds("the spool is away until the fax goes on by itself", "spool stopped", .stop(.spool, at: -0.5, for: 3)),
        Deeds(
            "faxout is stopped, then the spool, until the fax goes on by itself", "faxout stopped, spool stopped",
            .stop(.spool, at: -0.5, for: 1.5), .stop(.faxout, at: 1.2, for: 1.5)),
        Deeds(
            "faxout and the spool were away so long before that the fax went on by itself",
            "faxout stopped, spool stopped",
            .stop(.spool, at: -7, for: 2.5), .stop(.faxout, at: -4.5, for: 1.5)),
        Deeds("faxout dies, and the spool was quick", "", .kill(.faxout, at: 0.2)),
        Deeds(
            "the spool is slow, and the other faxout dies", "", .stop(.spool, at: -0.5, for: 1),
            .kill(.faxout, 1, at: 0.2)),
        Deeds("the spool is slow, and nobody dies", "", .stop(.spool, at: -0.5, for: 1)),
        Deeds(
            "the spool was slow before, and faxout dies", "", .stop(.spool, at: -3, for: 1),
            .kill(.faxout, at: 0.2)),
        Deeds("the spool was away, and came back in time", "", .stop(.spool, at: -0.5, for: 2)),
    ])
    func aMailThatKnowsOfTooFewConfirmedPages(_ deeds: Deeds) {
        var run = MadeUpRun()
        let pages = run.plan.calls[0].pageCount
        run.callIn(isHeard: false, isTold: false, mishap: .answerUnheard(pages))
        run.receive(1, pages: Array(1...pages), isComplete: false, confirmed: pages - 1)
        check(deeds, "too few pages", in: run)
    }

    @Test(arguments: [
        Deeds("faxout dies before the end is on disk", "faxout killed", .kill(.faxout, at: 1.4)),
        Deeds(
            "the caller heard of the last page when faxout had died", "faxout killed",
            .kill(.faxout, at: -0.2, worksAfter: 0.5)),
        Deeds(
            "faxout dies while the spool is away", "faxout killed", .stop(.spool, at: 0.5, for: 2),
            .kill(.faxout, at: 3)),
        Deeds(
            "faxout is told to end, and does not wait", "faxout terminated",
            .done(.faxout, 0, .terminated, at: 0.2, for: 1, worksAfter: 0.5)),
        Deeds(
            "faxout is stopped until the fax goes on by itself", "faxout stopped", .stop(.faxout, at: 0.2, for: 3)),
        Deeds("faxout dies when the end must be on disk", "", .kill(.faxout, at: 1.6)),
        Deeds("faxout had died, and worked again", "", .kill(.faxout, at: -1, worksAfter: 0.5)),
        Deeds("the other faxout dies", "", .kill(.faxout, 1, at: 0.5)),
        Deeds(
            "faxout was told to end before", "",
            .done(.faxout, 0, .terminated, at: -2, for: 1, worksAfter: 0.5)),
        Deeds("faxout is stopped, and goes on in time", "", .stop(.faxout, at: 0.2, for: 2)),
        Deeds("the spool is stopped, and goes on in time", "", .stop(.spool, at: 0.2, for: 2)),
        Deeds("deliver dies", "", .kill(.deliver, at: 0.5)),
    ])
    func aMailThatDoesNotKnowThatItsFaxIsComplete(_ deeds: Deeds) {
        var run = MadeUpRun()
        run.callIn(isTold: false)
        run.receive(1, pages: Array(1...run.plan.calls[0].pageCount), isComplete: false)
        check(deeds, "says that it is not complete", in: run)
    }

    @Test func nothingExcusesAMailThatDoesNotKnowOfAnEndThatIsOnDisk() {
        var run = MadeUpRun()
        run.callIn(isTold: false)
        run.receive(1, pages: Array(1...run.plan.calls[0].pageCount), isComplete: false, hasEnd: true)
        run.disturb(.faxout, .killed, at: 0.5)
        #expect(run.problems.count == 1)
    }
}

extension ExcuseTests.Deeds.Deed {
    /// It is killed.
    static func kill(
        _ program: Faxpost.Program, _ copy: Int = 0, at time: Double, worksAfter restart: Double = 0
    ) -> Self {
        .done(program, copy, .killed, at: time, for: 0.01, worksAfter: restart)
    }

    /// It is stopped for so many seconds.
    static func stop(_ program: Faxpost.Program, _ copy: Int = 0, at time: Double, for duration: Double) -> Self {
        .done(program, copy, .stopped, at: time, for: duration, worksAfter: 0)
    }
}
