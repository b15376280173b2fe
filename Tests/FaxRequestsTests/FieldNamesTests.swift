import FaxModel
import Testing

@testable import FaxRequests

@Suite("The names that an installation's applications use") struct FieldNamesTests {
    private func names() -> FieldNames {
        var names = FieldNames()
        let areAdded = [
            names.add("X-Our-Number", for: "x-fax-number"), names.add("X-Our-Urgent", for: "X-Fax-Priority"),
            names.add("Subject", for: "X-Fax-Cover-Subject"), names.add("X-Fax-Ref", for: "X-Fax-Reference"),
            names.add(value: "1", of: "X-Our-Urgent", for: "urgent"),
            names.add(value: "*", of: "x-our-urgent", for: "normal"),
        ]
        #expect(!areAdded.contains(false))
        return names
    }

    @Test func standForOurs() {
        let request = FaxRequestTests.request(
            [
                ("X-OUR-NUMBER", "+49228"), ("X-Our-Urgent", "1"), ("Subject", "Offer"), ("X-Fax-Ref", "4711"),
                ("X-Other", "x"),
            ], names: names())
        #expect(request.problems.isEmpty)
        #expect(request.recipients.map(\.address) == ["+49228"])
        #expect(request.options.priority == .urgent && request.options.reference == "4711")
        #expect(request.options.cover?.subject == "Offer")
        #expect(FaxRequestTests.request([("X-Our-Urgent", "nonsense")], names: names()).options.priority == .normal)
    }

    @Test func aMistakeIsToldByTheNameThatWasUsed() {
        var names = names()
        let isAdded = names.add("X-Our-Dials", for: "X-Fax-Dials")
        #expect(isAdded)
        let request = FaxRequestTests.request([("X-Our-Dials", "many")], names: names)
        #expect(request.failure?.sentence.contains("X-Our-Dials (X-Fax-Dials) has the value 'many'") == true)
    }

    @Test func aFieldByTwoNamesStandsTwice() {
        let request = FaxRequestTests.request([("X-Our-Urgent", "1"), ("X-Fax-Priority", "bulk")], names: names())
        #expect(request.problems.map(\.kind) == [.repeated])
    }

    @Test func whatCanBeNoNameIsRefused() {
        var names = names()
        for (name, field) in [
            ("X-New", "X-Fax-Nonsense"), ("X-Fax-Dials", "X-Fax-Tries"), ("X-Fax-MaxDials", "X-Fax-Tries"),
            ("x-our-number", "X-Fax-Tries"), ("", "X-Fax-Tries"), ("X: y", "X-Fax-Tries"), ("X y", "X-Fax-Tries"),
            ("Größe", "X-Fax-Tries"),
        ] {
            let isAdded = names.add(name, for: field)
            #expect(!isAdded, "\(name)")
        }
        let isAdded = names.add(value: "1", of: "X-New", for: "urgent")
        #expect(!isAdded)
        #expect(names == self.names())
    }

    @Test(arguments: [
        ("X-Fax-A: b\r\n", true), ("Subject: x\r\nx-FAX-a: b", true), ("From: a\r\nx-our-URGENT: 1", true),
        ("", false), ("From: a\r\nX-Mailer: X-Fax-\r\n", false), ("From: a\r\n X-Fax-A: folded\r\n", false),
        ("X-Fax", false), ("\r\n\r\n", false), ("From: a", false),
    ])
    func aHeaderIsReadOnlyWhereItHasOneOfThem(header: String, isRead: Bool) {
        #expect(names().mayStand(in: Array(header.utf8)) == isRead)
    }
}
