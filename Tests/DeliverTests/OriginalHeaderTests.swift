import Testing

@testable import deliver

@Suite("The original's header")
struct OriginalHeaderTests {
    @Test("It ends at the empty line, or at the end of the mail", arguments: ["A: b\r\n", "A: b\r\nC: d\r\n", ""])
    func ends(text: String) {
        #expect(String(decoding: OriginalHeader(of: Array((text + "\r\nbody\r\n").utf8)).octets, as: UTF8.self) == text)
        #expect(String(decoding: OriginalHeader(of: Array(text.utf8)).octets, as: UTF8.self) == text)
    }

    @Test("A field whose value is sealed is not given back, however it is folded")
    func sealed() {
        let text = "A: b\r\nX-Fax-Password: sealed:e3IM\r\n 5abc\r\nC: d\r\n sealed:no\r\n\r\nsealed: body\r\n"
        #expect(
            String(decoding: OriginalHeader(of: Array(text.utf8)).octets, as: UTF8.self)
                == "A: b\r\nC: d\r\n sealed:no\r\n")
    }

    @Test("A header beyond the limit is cut at the end of a line")
    func limited() {
        let header = OriginalHeader(of: Array("A: b\r\nC: d\r\nE: f\r\n\r\n".utf8), limit: 15)
        #expect(String(decoding: header.octets, as: UTF8.self) == "A: b\r\nC: d\r\n")
    }
}
