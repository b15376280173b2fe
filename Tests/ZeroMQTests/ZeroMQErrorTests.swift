import Testing
import ZeroMQ

@Suite struct ZeroMQErrorTests {
    private static let bad = [
        "", "spool", "spool:", "tcp://", "tcp://127.0.0.1", "tcp://127.0.0.1:port", "carrier-pigeon://roof",
        "ipc://\(String(repeating: "a", count: 108))",
    ]

    @Test(arguments: bad)
    func whereNobodyCanListenIsAnError(endpoint: String) throws {
        let socket = try ZeroMQSocket(.router, context: ZeroMQContext())
        let error = failure { () throws(ZeroMQError) in try socket.bind(to: endpoint) }
        #expect(error?.description.hasPrefix("binding \(endpoint): ") == true)
    }

    @Test(arguments: bad)
    func whatIsNoEndpointCanNotBeConnectedTo(endpoint: String) throws {
        let socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
        let error = failure { () throws(ZeroMQError) in try socket.connect(to: endpoint) }
        #expect(error?.description.hasPrefix("connecting to \(endpoint): ") == true)
    }

    @Test func whereAnotherListensIsAnError() throws {
        let endpoint = "inproc://taken"
        let context = ZeroMQContext()
        let first = try ZeroMQSocket(.router, context: context)
        try first.bind(to: endpoint)
        let second = try ZeroMQSocket(.router, context: context)
        let error = failure { () throws(ZeroMQError) in try second.bind(to: endpoint) }
        #expect(error?.description == "binding \(endpoint): Address already in use")
    }

    @Test func aNameHasAtMost255Octets() throws {
        let socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
        try socket.setIdentity([UInt8](repeating: 1, count: 255))
        let error = failure { () throws(ZeroMQError) in try socket.setIdentity([UInt8](repeating: 1, count: 256)) }
        #expect(error?.operation == "naming the socket")
    }

    /// What `body` throws. A socket can't be copied, so it can't be inside of `#expect`.
    private func failure(_ body: () throws(ZeroMQError) -> Void) -> ZeroMQError? {
        do throws(ZeroMQError) {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
