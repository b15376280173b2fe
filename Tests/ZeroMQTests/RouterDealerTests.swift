import Foundation
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(20))) struct RouterDealerTests {
    private let endpoint: Endpoint
    private let context = ZeroMQContext()
    private let deadline = Deadline()

    init() throws {
        endpoint = try Endpoint()
    }

    @Test func aMessageGoesThereAndItsAnswerBack() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try deadline.connect(dealer, to: endpoint.address)
        #expect(try dealer.receive() == nil)
        #expect(try dealer.send([[1, 2], [], [3]]))
        let question = try #require(try deadline.message(of: router))
        #expect(Array(question.dropFirst()) == [[1, 2], [], [3]])
        #expect(try router.send([question[0], [4]]))
        #expect(try deadline.message(of: dealer) == [[4]])
        #expect(try router.receive() == nil)
    }

    @Test func aRouterKnowsItsPeersByTheNamesThatTheyGaveThemselves() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        let one = try ZeroMQSocket(.dealer, context: context)
        let other = try ZeroMQSocket(.dealer, context: context)
        try one.setIdentity(Array("one".utf8))
        try other.setIdentity(Array("other".utf8))
        try deadline.connect(one, to: endpoint.address)
        try deadline.connect(other, to: endpoint.address)
        #expect(try one.send([[1]]) && other.send([[2]]))
        var peers: Set<[[UInt8]]> = []
        for _ in 1...2 { peers.insert(try #require(try deadline.message(of: router))) }
        #expect(peers == [[Array("one".utf8), [1]], [Array("other".utf8), [2]]])
        #expect(try router.send([Array("other".utf8), [7]]))
        #expect(try deadline.message(of: other) == [[7]])
        #expect(try one.receive() == nil)
    }

    @Test func messagesOfOnePeerKeepTheirOrder() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try deadline.connect(dealer, to: endpoint.address)
        for number in 0..<200 { #expect(try dealer.send([[UInt8(number)]])) }
        let numbers = try (0..<200).compactMap { _ in try deadline.message(of: router)?.last?.first }
        #expect(numbers == (0..<200).map { UInt8($0) })
    }

    @Test func whoConnectsBeforeTheServerIsThereIsServedLater() throws {
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try dealer.connect(to: endpoint.address)
        #expect(try !dealer.send([[4]]), "nothing waits for a router that is not there")
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        #expect(try deadline.connection(of: dealer))
        #expect(try dealer.send([[5]]))
        #expect(try deadline.message(of: router)?.last == [5])
    }

    @Test func aRouterIsToldThatNobodyHasTheName() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        #expect(try !router.send([[9, 9], [1]]))
    }

    @Test func aRouterIsToldThatAPeerIsGone() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        func greet() throws {
            let dealer = try ZeroMQSocket(.dealer, context: context)
            try dealer.setIdentity([7])
            try deadline.connect(dealer, to: endpoint.address)
            #expect(try dealer.send([[1]]))
            #expect(try deadline.message(of: router) == [[7], [1]])
            #expect(try router.send([[7], [2]]))
            #expect(try deadline.message(of: dealer) == [[2]])
        }
        try greet()
        var isTaken = true
        while isTaken, deadline.isAhead {
            isTaken = try router.send([[7], [3]])
            try router.poll(milliseconds: 10)
        }
        #expect(!isTaken)
    }

    @Test func aPeerThatComesBackTakesItsPlace() throws {
        let router = try ZeroMQSocket(.router, context: context)
        try router.bind(to: endpoint.address)
        let old = try ZeroMQSocket(.dealer, context: context)
        try old.setIdentity([7])
        try deadline.connect(old, to: endpoint.address)
        #expect(try old.send([[1]]))
        #expect(try deadline.message(of: router) == [[7], [1]])
        let new = try ZeroMQSocket(.dealer, context: context)
        try new.setIdentity([7])
        try deadline.connect(new, to: endpoint.address)
        #expect(try new.send([[2]]))
        #expect(try deadline.message(of: router) == [[7], [2]])
        #expect(try router.send([[7], [3]]))
        #expect(try deadline.message(of: new) == [[3]])
        #expect(try old.receive() == nil)
    }

    @Test func whatWasSentToARouterThatIsGoneDoesNotReachTheNext() throws {
        let dealer = try ZeroMQSocket(.dealer, context: context)
        func meet() throws {
            let router = try ZeroMQSocket(.router, context: context)
            try router.bind(to: endpoint.address)
            try deadline.connect(dealer, to: endpoint.address)
            #expect(try dealer.send([[1]]))
            #expect(try deadline.message(of: router)?.last == [1])
        }
        try meet()
        while deadline.isAhead, try dealer.send([[2]]) { try dealer.poll(milliseconds: 10) }
        let next = try ZeroMQSocket(.router, context: context)
        try next.bind(to: endpoint.address)
        #expect(try deadline.connection(of: dealer))
        #expect(try dealer.send([[3]]))
        #expect(try deadline.message(of: next)?.last == [3])
    }

    @Test func aLargerFrameThanAllowedIsNotReceived() throws {
        let router = try ZeroMQSocket(.router, context: context, maximumFrameSize: 1000)
        try router.bind(to: endpoint.address)
        let dealer = try ZeroMQSocket(.dealer, context: context)
        try deadline.connect(dealer, to: endpoint.address)
        #expect(try dealer.send([[UInt8](repeating: 1, count: 1000)]))
        #expect(try deadline.message(of: router)?.last?.count == 1000)
        #expect(try dealer.send([[UInt8](repeating: 2, count: 1001)]))
        // The connection is closed, and made anew: what is sent after that comes through.
        var message: [[UInt8]]?
        while message == nil, deadline.isAhead {
            _ = try dealer.send([[3]])
            try router.poll(milliseconds: 20)
            message = try router.receive()
        }
        #expect(message?.last == [3])
    }
}
