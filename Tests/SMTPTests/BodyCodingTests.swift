import NIOCore
import TestSupport
import Testing

@testable import SMTP

@Suite("Mail data: §4.5.2 transparency")
struct BodyCodingTests {
    /// Texts with dots where they matter, and what they become on the wire.
    static let texts: [(plain: String, wire: String)] = [
        ("", ".\r\n"),
        ("a\r\n", "a\r\n.\r\n"),
        (".\r\n", "..\r\n.\r\n"),
        ("..\r\n", "...\r\n.\r\n"),
        (".a\r\n.b\r\nc.\r\n", "..a\r\n..b\r\nc.\r\n.\r\n"),
        ("\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n"),
        ("a\r\n....\r\n.\r\nb.c\r\n", "a\r\n.....\r\n..\r\nb.c\r\n.\r\n"),
    ]

    @Test("Dots are stuffed across every chunk boundary", arguments: texts)
    func stuffing(plain: String, wire: String) {
        let octets = Array(plain.utf8)
        for cut in 0...octets.count {
            var encoder = BodyEncoder()
            var encoded = encoder.encode(ByteBuffer(bytes: octets[..<cut]))
            encoded.writeImmutableBuffer(encoder.encode(ByteBuffer(bytes: octets[cut...])))
            encoded.writeImmutableBuffer(encoder.end())
            #expect(String(buffer: encoded) == wire)
        }
    }

    @Test("A last line without CR LF gets one")
    func lastLine() {
        var encoder = BodyEncoder()
        #expect(String(buffer: encoder.encode(ByteBuffer(string: "a"))) == "a")
        #expect(String(buffer: encoder.end()) == "\r\n.\r\n")
    }

    @Test("Dots are taken out across every two chunk boundaries, and what follows the end is left", arguments: texts)
    func unstuffing(plain: String, wire: String) {
        let octets = Array((wire + "QUIT\r\n").utf8)
        for first in 0...octets.count {
            for second in first...octets.count {
                let decoded = decode([octets[..<first], octets[first..<second], octets[second...]])
                #expect(decoded.text == plain)
                #expect(decoded.rest == "QUIT\r\n")
                #expect(decoded.flaw == nil)
            }
        }
    }

    @Test("Seeded random data in random chunks comes out as in one chunk")
    func randomChunks() {
        var random = SeededGenerator(seed: 5321)
        for _ in 0..<300 {
            let alphabet: [UInt8] = [13, 10, 46, 97, 46, 13, 10, 0]
            var octets: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let longOdds = Int.random(in: 0..<4, using: &random) == 0
                octets +=
                    longOdds ? [alphabet.randomElement(using: &random) ?? 0] : [13, 10, 46].shuffled(using: &random)
                if Bool.random(using: &random) { octets += [13, 10] }
            }
            octets += Array("\r\n.\r\nQUIT\r\n".utf8)
            var chunks: [ArraySlice<UInt8>] = []
            var start = 0
            while start < octets.count {
                let end = min(octets.count, start + Int.random(in: 1...7, using: &random))
                chunks.append(octets[start..<end])
                start = end
            }
            let whole = decode([octets[...]])
            let pieces = decode(chunks)
            #expect(pieces.rest == whole.rest)
            #expect((pieces.flaw == nil) == (whole.flaw == nil))
            if whole.flaw == nil { #expect(pieces.text == whole.text) }
        }
    }

    private func decode(_ chunks: [ArraySlice<UInt8>]) -> (text: String, rest: String, flaw: BodyDecoder.Flaw?) {
        var decoder = BodyDecoder()
        var input = ByteBuffer()
        var data = ByteBuffer()
        var ended = false
        for chunk in chunks {
            input.writeBytes(chunk)
            while !ended, let part = decoder.next(from: &input) {
                data.writeImmutableBuffer(part.data)
                ended = part.isLast
            }
        }
        return (String(buffer: data), String(buffer: input), decoder.flaw)
    }
}
