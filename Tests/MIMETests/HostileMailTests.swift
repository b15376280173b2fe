import MIME
import Testing

/// Mails that are made to hurt. What must hold: no crash, no more than seconds, and a refusal that says why.
@Suite struct HostileMailTests {
    @Test(.timeLimit(.minutes(20)), arguments: [60, 1000, 20_000])
    func deeplyNestedMultipartsAreRefused(depth: Int) {
        var text = "Content-Type: multipart/mixed; boundary=b0\n\n"
        for level in 0..<depth {
            text += "--b\(level)\nContent-Type: multipart/mixed; boundary=b\(level + 1)\n\n"
        }
        let error = #expect(throws: MailError.self) { try Mail(parsing: Array(text.utf8)) }
        #expect(error?.code == .tooDeep)
    }

    @Test(.timeLimit(.minutes(20)), arguments: [60, 1000, 20_000])
    func deeplyNestedMessagesAreRefused(depth: Int) {
        let text = String(repeating: "Content-Type: message/rfc822\n\n", count: depth) + "Subject: end\n\nx"
        let error = #expect(throws: MailError.self) { try Mail(parsing: Array(text.utf8)) }
        #expect(error?.code == .tooDeep)
    }

    @Test(.timeLimit(.minutes(20))) func tooManyPartsAreRefused() {
        let text =
            "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 100_000)
        let error = #expect(throws: MailError.self) { try Mail(parsing: Array(text.utf8)) }
        #expect(error?.code == .tooManyParts)
    }

    @Test(.timeLimit(.minutes(20))) func tooManyFieldsAreRefused() {
        let text = String(repeating: "X: y\n", count: 100_000) + "\nx"
        let error = #expect(throws: MailError.self) { try Mail(parsing: Array(text.utf8)) }
        #expect(error?.code == .tooManyFields)
    }

    @Test func aMailBeyondTheByteLimitIsRefused() {
        let error = #expect(throws: MailError.self) {
            try Mail(parsing: "Subject: x\n\n0123456789".mailBytes, limits: MailLimits(byteCount: 10))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "Subject: " + String(repeating: "=?utf-8?Q?a?= ", count: 100_000),
            "Subject: " + String(repeating: "=?", count: 500_000),
            "Subject: " + String(repeating: "a", count: 2_000_000),
            "Subject:" + String(repeating: "\n x", count: 500_000),
            "From: " + String(repeating: "(", count: 500_000),
            "From: " + String(repeating: "<@,", count: 200_000),
            "To: " + String(repeating: "a@b.example,", count: 100_000),
            "Content-Type: text/plain; " + String(repeating: "a*0*=x;", count: 20_000),
            "Content-Type: text/plain; " + (0..<20_000).map { "name*\($0)*=%41;" }.joined(),
            "Content-Disposition: " + String(repeating: "\"", count: 300_000),
        ])
    func monstrousHeadersAreReadWithinSeconds(header: String) throws {
        let mail = try Mail(parsing: Array((header + "\n\nbody\n").utf8))
        _ = mail.from
        _ = mail.mailboxes(in: "To")
        #expect(mail.fields.count == 1)
    }

    @Test(arguments: ["From: ", "to:", "CC: x\r\n\t", "Subject: x\nReply-To:\n "])
    func groupsNestedBeyondReasonAreRefusedBeforeTheyAreParsed(header: String) {
        let text = header + String(repeating: "a:", count: 200_000) + "\n\nbody\n"
        let error = #expect(throws: MailError.self) { try Mail(parsing: Array(text.utf8)) }
        #expect(error?.code == .tooDeep)
    }

    @Test("A text with a thousand colons below a word like To is no address")
    func wordsOfTheText() throws {
        let text = "Subject: x\n\nTotal by hour\n" + String(repeating: "  08:00 1\n", count: 2000)
        #expect(try Mail(parsing: Array(text.utf8)).subject == "x")
    }

    /// Every mutation of a mail by a seeded generator is read or refused.
    @Test(.timeLimit(.minutes(20))) func damagedMailsNeverCrash() {
        let seed = """
            From: =?utf-8?Q?A?= <a@example.com>
            Subject: =?iso-8859-1?B?5A==?=
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            =C3=A4=
            --b
            Content-Type: message/rfc822

            Subject: inner

            text
            --b
            Content-Type: application/pdf; name*0*=utf-8''a; name*1=b
            Content-Transfer-Encoding: base64

            JVBERi0x
            --b--
            """.mailBytes
        var generator = SplitMix64(state: 17)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0...Int.random(in: 0..<8, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                default:
                    let end = min(bytes.count, at + Int.random(in: 1..<60, using: &generator))
                    bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            guard let mail = try? Mail(parsing: bytes) else { continue }
            _ = mail.subject
            _ = mail.from
            for part in mail.root.bodies { _ = try? part.text() }
        }
    }
}

/// Vigna's SplitMix64: a small generator whose sequence a seed fixes.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
