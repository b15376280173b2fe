import FaxModel
import MIME
import Testing

@testable import FaxRequests

/// Fields as they come: folded, in encoded words, twice.
@Suite("Fields of a mail, taken apart") struct DecodedFieldsTests {
    private func request(_ header: String) throws -> FaxRequest {
        let mail = try Mail(parsing: Array((header + "\r\n\r\nHello\r\n").utf8))
        return FaxRequestTests.request(mail.fields.map { ($0.name, $0.value) })
    }

    @Test func aFoldedListIsOneList() throws {
        let request = try request(
            "X-Fax-Number: +4922812345; name=\"Jane\r\n  Doe\",\r\n\t+4922812346;\r\n company=Example Ltd\r\nTo: x@y")
        #expect(request.problems.isEmpty, "\(request.problems)")
        #expect(request.recipients.map(\.address) == ["+4922812345", "+4922812346"])
        #expect(request.recipients.first?.cover.recipient?.name?.hasPrefix("Jane") == true)
    }

    @Test(arguments: [
        "=?utf-8?Q?=2B4922812345=3B_name=3D=22J=C3=BCrgen_M=C3=BCller=22?=",
        "=?utf-8?B?KzQ5MjI4MTIzNDU7IG5hbWU9IkrDvHJnZW4g?= =?utf-8?B?TcO8bGxlciI=?=",
        "+4922812345;\r\n =?iso-8859-1?Q?name=3D=22J=FCrgen_?=\r\n =?iso-8859-1?Q?M=FCller=22?=",
        "+4922812345; name=\"Jürgen Müller\"",
    ])
    func encodedWordsAreDecoded(value: String) throws {
        let request = try request("X-Fax-Number: \(value)")
        #expect(request.problems.isEmpty, "\(request.problems)")
        #expect(request.recipients.map(\.address) == ["+4922812345"])
        #expect(request.recipients.first?.cover.recipient?.name == "Jürgen Müller")
    }

    @Test func aReferenceInEncodedWordsIsItself() throws {
        #expect(try request("X-Fax-Reference: =?utf-8?Q?Gr=C3=B6=C3=9Fe_5?=").options.reference == "Größe 5")
        #expect(try request("X-Fax-Reference:\r\n 4711\r\n  5").options.reference?.hasPrefix("4711") == true)
    }

    @Test func twiceInTheHeaderIsTwice() throws {
        #expect(try request("X-Fax-Dials: 1\r\nx-fax-dials: 1").problems.map(\.kind) == [.repeated])
    }

    @Test func whatIsInTheBodyIsNoField() throws {
        let mail = try Mail(parsing: Array("Subject: x\r\n\r\nX-Fax-Dials: many\r\n".utf8))
        #expect(FaxRequestTests.request(mail.fields.map { ($0.name, $0.value) }).problems.isEmpty)
    }
}
