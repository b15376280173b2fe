import FaxModel
import Testing

@testable import spool

@Suite("Whose turn it is")
struct TurnTableTests {
    private let ann = Flow(sender: "ann")
    private let bob = Flow(sender: "bob")

    @Test func eachSendersTasksComeOneTurnAfterTheOther() {
        var turns = TurnTable()
        turns.begin(.normal(), at: 0)
        #expect((0..<3).map { _ in turns.next(of: ann, in: .normal()) } == [0, 1, 2])
        #expect(turns.next(of: bob, in: .normal()) == 0)
        #expect(turns.next(of: ann, in: .normal()) == 3)
    }

    @Test func whoComesLateBeginsWithTheTurnThatIsOn() {
        var turns = TurnTable()
        turns.begin(.normal(), at: 0)
        for _ in 0..<100 { _ = turns.next(of: ann, in: .normal()) }
        turns.served(40, in: .normal())
        #expect(turns.next(of: bob, in: .normal()) == 40)
        turns.served(30, in: .normal())
        #expect(turns.next(of: bob, in: .normal()) == 41)
        #expect(turns.next(of: ann, in: .normal()) == 100)
    }

    @Test func classesHaveTheirOwnTurns() {
        var turns = TurnTable()
        #expect(!turns.knows(.normal()))
        turns.begin(.normal(), at: 50)
        turns.begin(.normal(.faxout), at: 7)
        #expect(turns.knows(.normal()))
        #expect(turns.next(of: ann, in: .normal()) == 50)
        #expect(turns.next(of: ann, in: .normal(.faxout)) == 7)
    }

    @Test func sendersWhoseTurnsAreOverAreForgotten() {
        var turns = TurnTable()
        turns.begin(.normal(), at: 0)
        for sender in 0..<2000 { _ = turns.next(of: Flow(rawValue: UInt64(sender)), in: .normal()) }
        for _ in 0..<9 { _ = turns.next(of: ann, in: .normal()) }
        turns.served(5, in: .normal())
        #expect(turns.next(of: ann, in: .normal()) == 9)
        #expect(turns.next(of: Flow(rawValue: 1), in: .normal()) == 5)
    }
}
