import Foundation
import Glibc
import LDAPGrammar
import Synchronization

/// A directory server of 127.0.0.1 that says what a test has it say, which no real one would: half a message, or nothing to one of two
/// searches.
final class ScriptedServer: Sendable {
    /// A search that came.
    struct Request: Sendable {
        var identifier: Int
        var base: String
        /// The number of the connection that it came over, from 1.
        var connection: Int
    }

    /// What follows an answer.
    enum Sequel {
        /// The next question.
        case questions
        /// The same answer, again and again.
        case same
        /// The end of the connection, as a server ends it that dies: what is written to it then is refused.
        case reset
    }

    let port: Int
    /// The bases of the searches, as they come.
    let bases: AsyncStream<String>
    private let descriptor: Int32
    private let accepted = Mutex(0)

    /// Connections that were made.
    var connectionCount: Int { accepted.withLock { $0 } }

    /// A server that answers each search with what `answer` returns.
    init(then sequel: Sequel = .questions, _ answer: @escaping @Sendable (Request) -> [UInt8]) throws {
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
                Thread.detachNewThread { Self.serve(connection, number, base, sequel, answer) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// The end of a search; where there is a further page, with its cookie.
    static func done(_ identifier: Int, nextPage cookie: String? = nil) -> [UInt8] {
        message(identifier) { writer in
            writer.element(0x65, [0x0A, 1, 0, 0x04, 0, 0x04, 0])
            guard let cookie else { return }
            var value = BERWriter()
            value.sequence { value in
                value.integer(0)
                value.element(BERTag.octetString, Array(cookie.utf8))
            }
            writer.sequence(tag: 0xA0) { controls in
                controls.sequence { control in
                    control.element(BERTag.octetString, Array("1.2.840.113556.1.4.319".utf8))
                    control.element(BERTag.octetString, value.bytes)
                }
            }
        }
    }

    /// An entry with one attribute.
    static func entry(_ identifier: Int, _ dn: String, _ attribute: String = "cn", _ value: String = "x") -> [UInt8] {
        message(identifier) { writer in
            writer.sequence(tag: 0x64) { entry in
                entry.element(BERTag.octetString, Array(dn.utf8))
                entry.sequence { attributes in
                    attributes.sequence { writer in
                        writer.element(BERTag.octetString, Array(attribute.utf8))
                        writer.sequence(tag: 0x31) { $0.element(BERTag.octetString, Array(value.utf8)) }
                    }
                }
            }
        }
    }

    /// A reference to where a search goes on.
    static func reference(_ identifier: Int, to url: String) -> [UInt8] {
        message(identifier) { writer in
            writer.sequence(tag: 0x73) { $0.element(BERTag.octetString, Array(url.utf8)) }
        }
    }

    /// News of a search that says nothing (RFC 4511 §4.13).
    static func news(_ identifier: Int) -> [UInt8] {
        message(identifier) { writer in writer.element(0x79, [0x80, 5] + Array("1.2.3".utf8)) }
    }

    private static func message(_ identifier: Int, _ content: (inout BERWriter) -> Void) -> [UInt8] {
        var writer = BERWriter()
        writer.sequence { writer in
            writer.integer(identifier)
            content(&writer)
        }
        return writer.bytes
    }

    /// A message that has come whole, without its tag and length, which is taken out of `octets`.
    private static func message(from octets: inout [UInt8]) -> ArraySlice<UInt8>? {
        guard octets.count > 1 else { return nil }
        var (start, count) = (2, Int(octets[1]))
        if count > 127 {
            start += count & 127
            guard octets.count >= start else { return nil }
            count = octets[2..<start].reduce(0) { $0 << 8 | Int($1) }
        }
        guard octets.count >= start + count else { return nil }
        defer { octets.removeFirst(start + count) }
        return octets[start..<start + count]
    }

    private static func serve(
        _ connection: Int32, _ number: Int, _ base: AsyncStream<String>.Continuation, _ sequel: Sequel,
        _ answer: (Request) -> [UInt8]
    ) {
        defer { close(connection) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = read(connection, &piece, piece.count), count > 0 {
            octets += piece.prefix(count)
            while let content = message(from: &octets) {
                var message = BERReader(content)
                guard let identifier = message.integer(), var search = message.sequence(tag: 0x63),
                    let name = search.element(BERTag.octetString)
                else { continue }
                let request = Request(
                    identifier: identifier, base: String(decoding: name, as: UTF8.self), connection: number)
                let bytes = answer(request)
                base.yield(request.base)
                switch sequel {
                case .questions: _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                case .same: while send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {}
                case .reset:
                    // The answer goes with the end of the stream, and the reset behind it: all is there when it is read.
                    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_MORE))
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                    shutdown(connection, Int32(SHUT_WR))
                    return
                }
            }
        }
    }
}

extension BERWriter {
    /// A SEQUENCE of another tag.
    fileprivate mutating func sequence(tag: UInt8, _ body: (inout BERWriter) -> Void) {
        var content = BERWriter()
        body(&content)
        element(tag, content.bytes)
    }
}
