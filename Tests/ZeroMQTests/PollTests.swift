import Foundation
import Glibc
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(20))) struct PollTests {
    private let endpoint: Endpoint
    private let context = ZeroMQContext()

    init() throws {
        endpoint = try Endpoint()
    }

    @Test func pollEndsWhenItsTimeIsOver() throws {
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try dealer.poll(milliseconds: 0)
        try dealer.poll(milliseconds: 1)
        try dealer.poll(or: Wakeup().descriptor, milliseconds: 1)
        #expect(try dealer.receive() == nil)
    }

    @Test func aMessageEndsAPollWithoutEnd() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try Deadline().connect(dealer, to: endpoint.address)
        #expect(try dealer.send([[1]]))
        try router.poll(milliseconds: -1)
        #expect(try router.receive()?.last == [1])
    }

    @Test func aSignalEndsThePollThatComes() throws {
        let wakeup = Wakeup()
        let dealer = try ZeroMQSocket(.dealer, context: context)
        wakeup.signal()
        wakeup.signal()
        try dealer.poll(or: wakeup.descriptor, milliseconds: -1)
        #expect(isSignalled(wakeup))
        wakeup.clear()
        #expect(!isSignalled(wakeup))
        wakeup.clear()
    }

    @Test func anotherThreadEndsThePollThatIsUnderWay() throws {
        let wakeup = Wakeup()
        let dealer = try ZeroMQSocket(.dealer, context: context)
        Thread.detachNewThread { wakeup.signal() }
        try dealer.poll(or: wakeup.descriptor, milliseconds: -1)
        #expect(isSignalled(wakeup))
    }

    private func isSignalled(_ wakeup: Wakeup) -> Bool {
        var item = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&item, 1, 0) == 1
    }
}
