import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(20))) struct PublisherTests {
    private let endpoint: Endpoint
    private let context = ZeroMQContext()
    private let deadline = Deadline()

    init() throws {
        endpoint = try Endpoint()
    }

    @Test func aSubscriberGetsWhateverIsPublished() throws {
        let publisher = try ZeroMQSocket(.publisher, context: context)
        try publisher.bind(to: endpoint.address)
        let subscriber = try ZeroMQSocket(.subscriber, context: context)
        try subscriber.connect(to: endpoint.address)
        #expect(try deadline.message(of: publisher) == [[1]])
        #expect(try publisher.send([[0x6A], [2]]))
        #expect(try deadline.message(of: subscriber) == [[0x6A], [2]])
    }

    @Test func aPublisherIsToldWhenTheLastSubscriberGoes() throws {
        let publisher = try ZeroMQSocket(.publisher, context: context)
        try publisher.bind(to: endpoint.address)
        func listen() throws {
            let subscriber = try ZeroMQSocket(.subscriber, context: context)
            try subscriber.connect(to: endpoint.address)
            #expect(try deadline.message(of: publisher) == [[1]])
        }
        try listen()
        #expect(try deadline.message(of: publisher) == [[0]])
    }

    @Test func whatNobodyListensToIsTakenAndLost() throws {
        let publisher = try ZeroMQSocket(.publisher, context: context, highWaterMark: 1)
        try publisher.bind(to: endpoint.address)
        for _ in 1...10 { #expect(try publisher.send([[1], [2]])) }
    }
}
