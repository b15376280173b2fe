import Foundation
import LDAPGrammar
import Synchronization

/// A directory server of 127.0.0.1 that says what a test has it say, which no real one would: half a message, or nothing to one of two
/// searches. It reads messages of up to 127 octets.
final class ScriptedServer: Sendable {
    /// A search that came.
    struct Request: Sendable {
        var identifier: Int
        var base: String
        /// The number of the connection that it came over, from 1.
        var connection: Int
    }

    let port: Int
    /// The bases of the searches, as they come.
    let bases: AsyncStream<String>
    private let descriptor: Int32
    private let accepted = Mutex(0)

    /// Connections that were made.
    var connectionCount: Int { accepted.withLock { $0 } }

    /// A server that answers each search with what `answer` returns.
    init(_ answer: @escaping @Sendable (Request) -> [UInt8]) throws {
        let (port, descriptor) = try SilentServer.listen()
        (self.port, self.descriptor) = (port, descriptor)
        let (bases, base) = AsyncStream.makeStream(of: String.self)
        self.bases = bases
        Thread.detachNewThread { [weak self] in
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                guard
                    let number = self?.accepted.withLock({ count in
                        count += 1
                        return count
                    })
                else { return }
                Thread.detachNewThread { Self.serve(connection, number, base, answer) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// The end of a search that found nothing.
    static func done(_ identifier: Int) -> [UInt8] {
        var writer = BERWriter()
        writer.sequence { writer in
            writer.integer(identifier)
            writer.element(0x65, [0x0A, 1, 0, 0x04, 0, 0x04, 0])
        }
        return writer.bytes
    }

    private static func serve(
        _ connection: Int32, _ number: Int, _ base: AsyncStream<String>.Continuation, _ answer: (Request) -> [UInt8]
    ) {
        defer { close(connection) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = read(connection, &piece, piece.count), count > 0 {
            octets += piece.prefix(count)
            while octets.count > 1, octets.count >= 2 + Int(octets[1]) {
                var message = BERReader(octets[2..<2 + Int(octets[1])])
                octets.removeFirst(2 + Int(octets[1]))
                guard let identifier = message.integer(), var search = message.sequence(tag: 0x63),
                    let name = search.element(BERTag.octetString)
                else { continue }
                let request = Request(
                    identifier: identifier, base: String(decoding: name, as: UTF8.self), connection: number)
                let bytes = answer(request)
                _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                base.yield(request.base)
            }
        }
    }
}
