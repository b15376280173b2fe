import Configuration
import FaxAddressing
import FaxModel
import Testing

@testable import FaxPolicy

@Suite("What a directory says that a sender may") struct PermissionReaderTests {
    private static let plan = NumberPlan(countryCode: "49", areaCode: "30")

    private func reader(
        _ keys: String = "numbers: a, fields: b, line-groups: c, highest-priority: d", _ plan: NumberPlan = plan
    ) throws -> PermissionReader {
        let text = "directory: {url: 'ldap://x', base: 'dc=x', permissions: {\(keys)}}"
        return PermissionReader(try Configuration(text: text, file: "f").directory?.permissions, plan)
    }

    private func read(_ said: [SenderPermission: [String]], _ keys: String? = nil) throws -> SenderPermissions {
        let reader = if let keys { try reader(keys) } else { try reader() }
        return try reader.permissions(said, in: "the directory as cn=jane")
    }

    private func may(_ permissions: SenderPermissions, _ number: String) throws -> Bool {
        (try? permissions.check(try #require(FaxNumber(number)), Self.plan)) != nil
    }

    @Test("Words are those of rules, divided by commas and semicolons, in one value or several")
    func words() throws {
        let permissions = try read([
            .numbers: ["national, +43 1;  100..199", "+41"], .fields: ["x-fax-reference", "X-Fax-Priority"],
            .lineGroups: ["isdn;sip"], .highestPriority: ["Normal"],
        ])
        for (number, isPermitted) in [
            ("+4930123", true), ("+431999", true), ("+432", false), ("150", true), ("200", false), ("+41999", true),
            ("+1999", false),
        ] {
            #expect(try may(permissions, number) == isPermitted, "\(number)")
        }
        #expect(permissions.fields == ["X-Fax-Priority", "X-Fax-Reference"])
        #expect(throws: Failure.self) { try permissions.check(Lane(rawValue: "board")) }
        #expect(throws: Never.self) { try permissions.check(Lane(rawValue: "sip")) }
        #expect(permissions.limited(.urgent) == .normal && permissions.limited(.bulk) == .bulk)
        #expect(permissions.sentences.count == 4)
    }

    @Test("Nowhere and none are nothing at all, and all is all")
    func nothing() throws {
        let none = try read([.numbers: ["nowhere"], .fields: ["none"], .lineGroups: ["none"]])
        #expect(none.numbers == [] && none.fields == [] && none.lineGroups == [])
        #expect(try !may(none, "+4930123"))
        #expect(
            none.sentences == [
                "The directory lets its sender fax nowhere.", "The directory lets its sender use no header fields.",
                "The directory lets its sender name no group of lines.",
            ])
        #expect(try read([.numbers: ["anywhere"], .fields: ["all"], .lineGroups: ["all"]]).fields == nil)
        #expect(try may(read([.numbers: ["anywhere"]]), "+1999"))
    }

    @Test(
        "What is said badly is no permission, and the sentence says where it stands, and what was expected",
        arguments: [
            (
                SenderPermission.numbers, ["natoinal"],
                "'natoinal' for where its sender may fax (directory.permissions.numbers)"
            ),
            (.numbers, ["national, nowhere"], "'nowhere'"), (.numbers, [" , "], "expected a word"),
            (.numbers, ["\u{FFFD}"], "expected nowhere, or anywhere"),
            (.fields, ["X-Fax-Refrence"], "'X-Fax-Refrence'"),
            (.fields, ["all, X-Fax-Priority"], "'all'"), (.highestPriority, ["high"], "one of urgent, normal, bulk"),
            (.highestPriority, ["urgent", "normal"], "'urgent, normal'"),
        ] as [(SenderPermission, [String], String)])
    func badWords(permission: SenderPermission, values: [String], words: String) throws {
        let failure = try #require(#expect(throws: Failure.self) { try read([permission: values]) })
        #expect(failure.status == EnhancedStatusCode(5, 3, 5))
        #expect(failure.sentence.hasPrefix("The mail was not faxed. In the directory as cn=jane stands "))
        #expect(failure.sentence.contains(words), "\(failure.sentence)")
    }

    @Test("Where it is not known which country is ours, nobody may fax to national numbers")
    func country() throws {
        let failure = try #require(
            #expect(throws: Failure.self) {
                try reader("numbers: a", NumberPlan()).permissions([.numbers: ["national"]], in: "x")
            })
        #expect(failure.sentence.contains("dialling.country-code"))
    }

    @Test(
        "What is not said leaves rules alone, or is a refusal, as the configuration has it; what is not asked for is no matter"
    )
    func unsaid() throws {
        #expect(try read([.highestPriority: ["bulk"]], "numbers: a") == SenderPermissions())
        #expect(try reader().permissions(ofUnknown: "x") == SenderPermissions())
        let strict = "numbers: a, fields: b, unsaid: refuse"
        let failure = try #require(#expect(throws: Failure.self) { try read([.numbers: ["anywhere"]], strict) })
        #expect(failure.status == EnhancedStatusCode(5, 7, 1))
        #expect(failure.sentence.contains("nothing is said of which header fields its sender may use"))
        #expect(try read([.numbers: ["anywhere"], .fields: ["none"]], strict).fields == [])
        #expect(throws: Failure.self) { try reader(strict).permissions(ofUnknown: "the directory has no entry for x") }
    }

    @Test("Who may be one of several may nothing, wherever the directory has a say")
    func unclear() throws {
        #expect(throws: Failure.self) { try reader().permissions(ofUnclear: "the directory has two") }
        #expect(try PermissionReader().permissions(ofUnclear: "the directory has two") == SenderPermissions())
        #expect(try PermissionReader().permissions([.numbers: ["?"]], in: "x") == SenderPermissions())
    }
}
