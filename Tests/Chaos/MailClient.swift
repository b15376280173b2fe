import FaxModel
import Foundation
import TestSupport

/// A mail client that knows what it was told, and what it was not: each mail in a connection of its own. It blocks.
struct MailClient: ~Copyable {
    /// What became of a try to hand a mail in.
    enum Result: Hashable, Sendable {
        /// 250, with the order that was named.
        case accepted(OrderID)
        /// Not now (4xx): the mail is not stored, and never will be.
        case refused
        /// The connection broke before the end of the data: the mail is not stored.
        case broken
        /// It broke between the end of the data and the answer: nobody knows (RFC 1047).
        case unanswered
    }

    private struct Broken: Error {}
    private struct Refused: Error {}

    private let descriptor: Int32
    private var input: [UInt8] = []

    /// How long an answer may take, in seconds.
    private static let patience = 60

    /// Hands in a mail at `port` of 127.0.0.1, with a pause of so many milliseconds within its data.
    ///
    /// - Throws: `SupportError` for an answer that no server may give here.
    static func send(_ mail: PlannedMail, port: Int, pause: Int) throws -> Result {
        let text = try mail.text()
        var hasEnded = false
        do {
            var client = try MailClient(port: port)
            try client.expect("220")
            try client.say("EHLO client.example", expecting: "250")
            try client.say("MAIL FROM:<\(PlannedMail.sender)>", expecting: "250")
            for number in mail.numbers {
                try client.say("RCPT TO:<\(number)@\(PlannedMail.domain)>", expecting: "250")
            }
            try client.say("DATA", expecting: "354")
            try client.write(String(text.prefix(text.count / 2)))
            usleep(UInt32(pause) * 1000)
            try client.write(String(text.dropFirst(text.count / 2)))
            hasEnded = true
            let answer = try client.say(".", expecting: "250")
            guard let match = answer.firstMatch(of: #/order (\w+)/#), let order = OrderID(String(match.output.1)) else {
                throw SupportError("mail \(mail.index) was accepted as no order: \(answer)")
            }
            try? client.write("QUIT\r\n")
            return .accepted(order)
        } catch is Refused {
            return .refused
        } catch is Broken {
            return hasEnded ? .unanswered : .broken
        }
    }

    private init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Broken() }
    }

    deinit {
        close(descriptor)
    }

    @discardableResult
    private mutating func say(_ text: String, expecting code: String) throws -> String {
        try write(text + "\r\n")
        return try expect(code)
    }

    @discardableResult
    private mutating func expect(_ code: String) throws -> String {
        let reply = try reply()
        if reply.hasPrefix(code) { return reply }
        guard reply.hasPrefix("4") else { throw SupportError("the mail server said: \(reply)") }
        throw Refused()
    }

    private func write(_ text: String) throws {
        var octets = Array(text.utf8)[...]
        while !octets.isEmpty {
            let count = octets.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken() }
            octets = octets.dropFirst(count)
        }
    }

    /// The last line of the next reply.
    private mutating func reply() throws -> String {
        while true {
            let line = try line()
            if line.dropFirst(3).first != "-" { return line }
        }
    }

    private mutating func line() throws -> String {
        while true {
            if let end = input.firstIndex(of: 0x0A) {
                defer { input.removeSubrange(...end) }
                return String(decoding: input[..<end], as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Broken() }
            input += buffer[..<count]
        }
    }
}
