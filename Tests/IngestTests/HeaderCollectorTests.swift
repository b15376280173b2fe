import Testing

@testable import ingest

@Suite("The header of a mail that comes in") struct HeaderCollectorTests {
    private func collect(_ mail: String, pieces: Int) -> HeaderCollector {
        var collector = HeaderCollector()
        var rest = Array(mail.utf8)[...]
        while !rest.isEmpty {
            collector.append(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        return collector
    }

    @Test(
        "It ends at the first empty line, however it is cut",
        arguments: [
            ("A: b\r\nC: d\r\n\r\nX-Fax-A: b\r\n\r\n", "A: b\r\nC: d\r\n"), ("\r\nbody\r\n", ""),
            ("A: b\r\n", "A: b\r\n"), ("", ""), ("A: b\r\n c\r\n\r\n", "A: b\r\n c\r\n"), ("A: b", "A: b"),
            ("A: b\r\n\r\n", "A: b\r\n"), ("\r\n\r\n\r\n", ""),
        ])
    func itsEnd(mail: String, header: String) {
        for pieces in [1, 2, 3, 5, 1000] {
            #expect(collect(mail, pieces: pieces).octets == Array(header.utf8), "\(pieces)")
        }
    }

    @Test(arguments: [1, 1000, 65_536, 1_000_000])
    func oneThatIsTooLongIsKnownAndNotKept(pieces: Int) {
        let line = "X-Padding: " + String(repeating: "x", count: 53) + "\r\n"
        let whole = String(repeating: line, count: HeaderCollector.limit / line.utf8.count)
        let fitting = collect(whole + "\r\nbody", pieces: max(pieces, 100))
        #expect(!fitting.isTooLong && fitting.octets == Array(whole.utf8))
        let long = collect(whole + line + line + "\r\nbody", pieces: max(pieces, 100))
        #expect(long.isTooLong && long.octets.count <= HeaderCollector.limit + 4)
    }

    @Test func theBodyIsNotKept() {
        let body = String(repeating: "x", count: 1_000_000)
        let collector = collect("A: b\r\n\r\n" + body, pieces: 4096)
        #expect(collector.octets == Array("A: b\r\n".utf8) && !collector.isTooLong)
    }
}
