import FaxModel
import Pipeline
import Testing

@testable import faxctl

@Suite struct DocumentRoleTests {
    @Test func aDocumentIsFoundByItsRole() throws {
        #expect(try SampleHistory.waiting.document("pages").mediaType == "image/tiff")
        #expect(try SampleHistory.waiting.document("mail").mediaType == "message/rfc822")
    }

    @Test(arguments: ["sent", "Mail", ""])
    func aRoleThatTheJobDoesNotHaveIsToldWithThoseThatItHas(role: String) {
        #expect(
            throws: SpoolError(.unknown, "job 028T5CY4TQKFF-2 has no document '\(role)'; it has: mail, pages")
        ) { try SampleHistory.waiting.document(role) }
    }

    @Test func aJobWithoutDocumentsSaysSo() {
        #expect(throws: SpoolError(.unknown, "job 028T5CY4TQKFF-2 has no document 'mail'; it has: none")) {
            try SampleHistory.accepted.document("mail")
        }
    }
}
