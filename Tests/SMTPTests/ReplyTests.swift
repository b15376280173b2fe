import FaxModel
import NIOCore
import Testing

@testable import SMTP

@Suite("Replies: RFC 5321 §4.2")
struct ReplyTests {
    @Test("§4.2.1: every line has the code, all but the last a hyphen; RFC 2034 §4: and the status code")
    func lines() {
        let reply = Reply(code: 250, status: EnhancedStatusCode(2, 1, 0), lines: ["one", "two"])
        #expect(encoded(reply) == "250-2.1.0 one\r\n250 2.1.0 two\r\n")
    }

    @Test("§4.5.3.1.5: no line is longer than 512 octets; nothing but printable ASCII goes out")
    func sanitised() {
        let long = encoded(Reply(550, EnhancedStatusCode(5, 1, 1), String(repeating: "x", count: 1200)))
        #expect(long.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 510 })
        #expect(long.split(separator: "\r\n").count == 3)
        #expect(encoded(Reply(550, nil, "a\r\n250 b\u{e9}")) == "550 a??250 b?\r\n")
    }

    @Test("§4.2.1: a client reads replies of several lines, with and without status codes, piece by piece")
    func reading() throws {
        let text = "250-host\r\n250-SIZE 1000\r\n250 HELP\r\n550 5.1.1 No such\r\n354\r\n220 x\n"
        var input = ByteBuffer()
        var replies: [Reply] = []
        for octet in text.utf8 {
            input.writeInteger(octet)
            while let reply = try ReplyReader.next(from: &input) { replies.append(reply) }
        }
        #expect(
            replies == [
                Reply(code: 250, status: nil, lines: ["host", "SIZE 1000", "HELP"]),
                Reply(550, EnhancedStatusCode(5, 1, 1), "No such"), Reply(354, nil, ""), Reply(220, nil, "x"),
            ])
    }

    @Test(
        "What is no reply is an error",
        arguments: ["hello\r\n", "25\r\n", "250-a\r\n550 b\r\n", "250x\r\n", "999 x\r\n"])
    func malformed(text: String) {
        var input = ByteBuffer(string: text)
        #expect(throws: SMTPError.self) { try ReplyReader.next(from: &input) }
    }

    @Test("A reply without an end is an error at last")
    func endless() {
        var input = ByteBuffer(string: String(repeating: "250-x\r\n", count: 10000))
        #expect(throws: SMTPError.self) { try ReplyReader.next(from: &input) }
    }

    private func encoded(_ reply: Reply) -> String {
        var buffer = ByteBuffer()
        reply.encode(into: &buffer)
        return String(buffer: buffer)
    }
}
