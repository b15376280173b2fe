import FaxModel
import Foundation
import Testing

@testable import FaxAnswers

@Suite("Addresses for answers")
struct AnswerKeyTests {
    private let job = JobID(order: OrderID(rawValue: 77), number: 12)

    private func key(_ secret: String = "a secret that nobody guesses") throws -> AnswerKey {
        try #require(AnswerKey(secret: secret))
    }

    @Test("An address names its job again, in either case, and can be the local part of any mail address")
    func found() throws {
        let text = try key().localPart(for: job)
        #expect(try key().find(text) == .job(job) && key().find(text.uppercased()) == .job(job))
        #expect(text.utf8.count <= 64 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        #expect(try key().localPart(for: job) == text, "the same at each start")
    }

    @Test("Another key, another job, and a mark that was changed in any place are found out")
    func forged() throws {
        let text = try key().localPart(for: job)
        #expect(try key("another secret that nobody has").find(text) == .forged)
        let other = JobID(order: job.order, number: 13)
        #expect(try key().find(text.replacing("\(job)".lowercased(), with: "\(other)".lowercased())) == .forged)
        for index in text.indices.suffix(26) {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "0" ? "1" : "0")
            #expect(try key().find(changed) == .forged)
        }
        for text in ["again-", "again-x", "\(text)0", String(text.dropLast()), "again-\(job)-", "again-\(job)"] {
            #expect(try key().find(text) == .forged, "\(text)")
        }
    }

    @Test("What does not look like one is something else", arguments: ["+4922812345", "again", "fax", ""])
    func other(text: String) throws {
        #expect(try key().find(text) == .other)
    }

    @Test("A secret that is too short is none")
    func short() {
        #expect(AnswerKey(secret: "123456789012345") == nil)
    }
}
