import FaxModel
import Foundation
import Testing

@testable import FaxRequests

@Suite("A list of numbers") struct RecipientListTests {
    private func list(_ values: String...) -> [RequestedRecipient] {
        let request = FaxRequestTests.request(values.map { ("X-Fax-Number", $0) })
        #expect(request.problems.isEmpty, "\(request.problems)")
        return request.recipients
    }

    private func complaint(_ value: String) throws -> String {
        let request = FaxRequestTests.request([("X-Fax-Number", value)])
        #expect(request.recipients.isEmpty)
        #expect(request.problems.map(\.kind) == [.badRecipient])
        return try #require(request.fatalFailure, "nobody is left out with a warning").sentence
    }

    @Test func numbersWithCommasBetweenThemAndInSeveralFields() {
        #expect(
            list("+4922812345, 0228/123-46", "\"+49 (228) 12347\",FAX=+49228/T33S=17").map(\.address)
                == ["+4922812345", "0228/123-46", "+49 (228) 12347", "FAX=+49228/T33S=17"])
    }

    @Test func eachWithWhatIsForItsRecipientAlone() {
        let recipients = list(
            "+4922812345; name=\"Jane \\\"J\\\" Doe; Sales, EMEA\" ; company=Example Ltd;reference = 4711-1;"
                + "subaddress=17; telephone=+49 30 1; location=2nd floor; billing-code=KST 1; cover-subject=Offer;"
                + "cover-comments=\"a\\\\b\"; cover-field=\"Our ref: 1\"; Cover-Field=\"Your ref: 2\", +492281")
        var jane = RequestedRecipient(address: "+4922812345")
        jane.subaddress = "17"
        jane.reference = "4711-1"
        jane.billingCode = "KST 1"
        jane.cover = CoverFields(
            subject: "Offer", comments: "a\\b",
            recipient: Party(
                name: "Jane \"J\" Doe; Sales, EMEA", company: "Example Ltd", location: "2nd floor",
                telephone: "+49 30 1"),
            rows: [CoverFields.Row(label: "Our ref", text: "1"), CoverFields.Row(label: "Your ref", text: "2")])
        #expect(recipients == [jane, RequestedRecipient(address: "+492281")])
    }

    @Test(arguments: [
        ("", "a number such as +4922812345"), ("+49228,", "a number"), (",+49228", "a number"),
        (String(repeating: "1", count: 65), "a number"), ("+49228; name", "name=value after a semicolon"),
        ("+49228;", "name=value"), ("+49228; nmae=x", "one of billing-code, company, cover-comments"),
        ("+49228; name=a; name=b", "'name' once a number"), ("+49228; name=", "as 'name' 1 to 100 printable"),
        ("+49228; name=\"a", "a quoted text that ends"), ("+49228; name=\"a\\", "a quoted text that ends"),
        ("+49228; name=\"a\"b", "a comma or semicolon after a quoted text"), ("+49228; name=a\"b", "commas between"),
        ("+49228; subaddress=abc", "as 'subaddress' 1 to 20 digits"),
        ("+49228; subaddress=123456789012345678901", "as 'subaddress' 1 to 20"),
        ("+49228; cover-field=x", "as 'cover-field' a label, a colon and a text"),
        ("+49228; name=a\u{1}b", "as 'name' 1 to 100 printable"),
        ("+49228; reference=" + String(repeating: "x", count: 201), "as 'reference' 1 to 200"),
    ])
    func whatIsWrongIsNamed(value: String, words: String) throws {
        #expect(try complaint(value).contains(words))
    }

    @Test func thereIsAnEndToIt() throws {
        let many = [String](repeating: "+49228", count: 10_000).joined(separator: ",")
        #expect(list(many).count == 10_000)
        let request = FaxRequestTests.request([("X-Fax-Number", many), ("X-Fax-Number", "+49228")])
        #expect(request.fatalFailure?.sentence.contains("no more than 10000 numbers") == true)
    }

    @Test func aVeryLongListTakesNoVeryLongTime() throws {
        _ = try complaint(String(repeating: ";", count: 200_000))
        _ = try complaint("+49228; name=\"" + String(repeating: "\\\"", count: 100_000))
        _ = try complaint(String(repeating: "+49228; name=\"a\", ", count: 9_000))
    }
}
