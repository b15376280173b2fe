import Foundation
import Synchronization
import Testing
import ZeroMQ

/// Sockets that let only those in whom they know.
@Suite(.timeLimit(.minutes(20))) struct CurveTests {
    private let endpoint: Endpoint
    private let server = ZeroMQContext()
    private let pair: CurveKeyPair

    init() throws {
        endpoint = try Endpoint()
        pair = try CurveKeyPair.make()
    }

    /// A router that admits these, and what its guard was told of others.
    private func withRouter(
        admitting keys: Set<CurveKey>, _ body: (borrowing ZeroMQSocket, borrowing Refusals) throws -> Void
    ) throws {
        let refusals = Refusals()
        let keyGuard = try KeyGuard(server, admitting: keys) { refusals.add($0) }
        let router = try ZeroMQSocket(.router, context: server)
        try router.serveSecurely(as: pair)
        try router.bind(to: endpoint.address)
        try body(router, refusals)
        withExtendedLifetime(keyGuard) {}
    }

    @Test func whoIsAdmittedIsHeardAndAnswered() throws {
        let client = try CurveKeyPair.make()
        try withRouter(admitting: [client.publicKey]) { router, refusals in
            let dealer = try ZeroMQSocket(.dealer, context: ZeroMQContext())
            try dealer.connectSecurely(to: pair.publicKey, as: client)
            try Deadline().connect(dealer, to: endpoint.address)
            #expect(try dealer.send([[1]]))
            let message = try #require(try Deadline().message(of: router))
            #expect(message.last == [1])
            #expect(try router.send([[2]], to: message[0]))
            #expect(try Deadline().message(of: dealer) == [[2]])
            #expect(refusals.keys.isEmpty)
        }
    }

    @Test func aKeyThatIsNotKnownIsRefusedAndBothEndsHearOfIt() throws {
        let stranger = try CurveKeyPair.make()
        try withRouter(admitting: [try CurveKeyPair.make().publicKey]) { router, refusals in
            let dealer = try ZeroMQSocket(.dealer, context: ZeroMQContext())
            try dealer.connectSecurely(to: pair.publicKey, as: stranger)
            #expect(try handshake(of: dealer) == .refused)
            #expect(try !dealer.send([[1]]))
            #expect(refusals.keys.first == stranger.publicKey)
            #expect(try router.receive() == nil)
        }
    }

    @Test func whoComesWithoutAKeyIsNotHeard() throws {
        try withRouter(admitting: [pair.publicKey]) { router, _ in
            let dealer = try ZeroMQSocket(.dealer, context: ZeroMQContext())
            #expect(try handshake(of: dealer) == .failed)
            #expect(try router.receive() == nil)
        }
    }

    @Test func aServerWithAnotherKeyIsNotTalkedTo() throws {
        let client = try CurveKeyPair.make()
        try withRouter(admitting: [client.publicKey]) { router, _ in
            let dealer = try ZeroMQSocket(.dealer, context: ZeroMQContext())
            try dealer.connectSecurely(to: try CurveKeyPair.make().publicKey, as: client)
            #expect(try handshake(of: dealer) == .failed)
            #expect(try router.receive() == nil)
        }
    }

    /// How the first try to connect ends.
    private func handshake(of dealer: borrowing ZeroMQSocket) throws -> Handshake? {
        try dealer.connect(to: endpoint.address)
        let deadline = Deadline()
        while deadline.isAhead {
            if let handshake = try dealer.takeHandshake() { return handshake }
            try dealer.poll(milliseconds: 100)
        }
        return nil
    }

    @Test func aKeyIsFortyCharactersOfZ85() throws {
        let pair = try CurveKeyPair.make()
        #expect(pair.secretKey.text.utf8.count == 40)
        #expect(CurveKey(pair.secretKey.text) == pair.secretKey)
        #expect(try CurveKeyPair(secretKey: pair.secretKey) == pair)
        #expect(try CurveKeyPair.make() != pair)
        // RFC 26 of ZeroMQ has no test pair; zmq_curve_keypair(3) shows this one.
        let known = try #require(CurveKey("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"))
        #expect(try CurveKeyPair(secretKey: known).publicKey.text == "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
        for text in ["", "short", pair.secretKey.text + "0", String(repeating: "\"", count: 40)] {
            #expect(CurveKey(text) == nil)
        }
    }

    @Test func aSecretKeyIsNotInADescription() throws {
        let pair = try CurveKeyPair.make()
        #expect(!"\(pair)".contains(pair.secretKey.text))
        #expect("\(pair)".contains(pair.publicKey.text))
    }
}

/// What a guard was told, on its thread.
private final class Refusals: Sendable {
    private let list = Mutex<[KeyGuard.Refusal]>([])

    func add(_ refusal: KeyGuard.Refusal) {
        list.withLock { $0.append(refusal) }
    }

    var keys: [CurveKey?] { list.withLock { $0.map(\.key) } }
}
