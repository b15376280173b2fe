import MailHeaders
import Testing

@Suite("The fields at the top of a mail") struct LeadingFieldsTests {
    @Test(
        arguments: [
            ("A: 1\r\nB: 2\r\na: 3\r\n\r\na: body\r\n", ["1", "3"]), ("A: 1\r\n\t2\r\n 3\r\n\r\n", ["1\t2 3"]),
            ("A : 1\r\n\r\n", ["1"]), ("B: 2\r\n\r\nA: 1\r\n", []), ("A: 1\r\nA: 2", ["1"]), ("", []),
            ("AA: 1\r\n\r\n", []),
            ("no field\r\nA: 1\r\n\r\n", ["1"]),
        ] as [(String, [String])])
    func values(text: String, values: [String]) {
        let found = LeadingFields.values(of: "a", in: Array(text.utf8))
        #expect(found.map { $0.split(separator: " ").joined(separator: " ") } == values)
    }
}
