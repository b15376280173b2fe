import FaxModel
import Foundation
import Testing

@testable import FaxRequests

@Suite("What header fields ask for") struct FaxRequestTests {
    static let now = Date(timeIntervalSince1970: 1_796_000_000)

    /// What these fields ask for, where there are the groups of lines `default` and `abroad`.
    static func request(
        _ fields: [(name: String, value: String)], names: FieldNames = FieldNames(),
        permissions: FieldPermissions = .all
    ) -> FaxRequest {
        FaxRequest(
            fields,
            by: FaxRequest.Rules(
                names: names, permissions: permissions, lineGroups: [.default, Lane(rawValue: "abroad")]), now: now)
    }

    private func options(_ fields: (name: String, value: String)...) -> FaxOptions {
        let request = Self.request(fields)
        #expect(request.problems.isEmpty, "\(request.problems)")
        return request.options
    }

    private func expected(_ change: (inout FaxOptions) -> Void) -> FaxOptions {
        var options = FaxOptions()
        change(&options)
        return options
    }

    @Test func whoAsksForNothingGetsTheDefaults() {
        let request = Self.request([("Subject", "x"), ("X-Mailer", "y"), ("X-Facsimile", "z")])
        #expect(request.options == FaxOptions() && request.recipients.isEmpty)
        #expect(request.failure == nil && request.fatalFailure == nil && request.warnings.isEmpty)
    }

    // MARK: Each field

    @Test func schedule() {
        #expect(
            options(
                ("X-Fax-Priority", "urgent"), ("X-Fax-Not-Before", "2026-11-30T08:00:00+01:00"),
                ("X-Fax-Expires", "Mon, 30 Nov 2026 18:00:00 +0100"), ("X-Fax-Tries", "3"), ("X-Fax-Dials", "100"),
                ("X-Fax-Retry-Interval", "5m"))
                == expected {
                    $0.priority = .urgent
                    $0.notBefore = Date(timeIntervalSince1970: 1_796_022_000)
                    $0.expires = Date(timeIntervalSince1970: 1_796_058_000)
                    ($0.tries, $0.dials, $0.retryInterval) = (3, 100, 300)
                })
        #expect(options(("X-Fax-Not-Before", "now + 2 hours")).notBefore == Self.now + 7200)
    }

    @Test func sending() {
        #expect(
            options(
                ("X-Fax-Coding", "mr"), ("X-Fax-Error-Correction", "no"), ("X-Fax-Maximum-Rate", "9600"),
                ("X-Fax-Line-Group", "abroad"), ("X-Fax-Station-Id", "+49 228 12345"), ("X-Fax-Header-Line", "OFF"))
                == expected {
                    ($0.coding, $0.errorCorrection, $0.maximumRate) = (.mr, false, 9600)
                    $0.lineGroup = Lane(rawValue: "abroad")
                    ($0.stationID, $0.headerLine) = ("+49 228 12345", .off)
                })
        #expect(options(("X-Fax-Header-Line", "Größe GmbH")).headerLine == .text("Größe GmbH"))
        #expect(options(("X-Fax-Header-Line", "on")).headerLine == .on)
        #expect(options(("X-Fax-Password", "47 11*#")).password == StoredSecret(stored: "47 11*#"))
    }

    @Test func aPasswordIsNotToldAgain() throws {
        for fields in [[("X-Fax-Password", "geheim")], [("X-Fax-Password", "4711"), ("X-Fax-Password", "geheim")]] {
            let sentence = try #require(Self.request(fields).failure).sentence
            #expect(sentence.contains("X-Fax-Password") && !sentence.contains("geheim") && !sentence.contains("4711"))
        }
    }

    @Test func aSealedPasswordIsTakenOnlyFromAMailThatWeHaveStored() throws {
        let fields = [("X-Fax-Password", StoredSecret(sealed: [1, 2, 3]).text)]
        let brought = Self.request(fields)
        #expect(brought.options.password == nil && brought.problems.map(\.kind) == [.badValue])
        #expect(!(try #require(brought.failure).sentence.contains("sealed")))
        let stored = FaxRequest(fields, by: FaxRequest.Rules(takesSealed: true), now: Self.now)
        #expect(stored.problems.isEmpty && stored.options.password?.sealed == [1, 2, 3])
    }

    @Test(arguments: ["X-Fax-Pasword", "x-fax-passwort", "X-FAX-PASSWD", "X-Fax-Pass", "X-Fax-PWD", "X-Fax-PW"])
    func whatMayBeAPasswordUnderAMistypedNameIsNotToldAgain(name: String) throws {
        let sentence = try #require(Self.request([(name, "4711")]).failure).sentence
        #expect(
            sentence.hasSuffix(
                "The field '\(name)' (its value is not repeated here) is unknown; the nearest that is known is X-Fax-Password."
            ))
        let many = Self.request(Array(repeating: ("X-Fax-Colour", "red"), count: 10) + [(name, "4711")])
        #expect(!many.problems.contains { $0.sentence.contains("4711") })
    }

    @Test func pages() {
        #expect(
            options(
                ("X-Fax-Resolution", "superfine"), ("X-Fax-Page-Range", "2-3, 5-"), ("X-Fax-Paper", "letter"),
                ("X-Fax-Orientation", "landscape"))
                == expected {
                    $0.resolution = .superfine
                    ($0.pageRange, $0.paper, $0.orientation) = (PageRange("2-3,5-"), .letter, .landscape)
                })
    }

    @Test func coverPage() {
        let rows = [
            CoverFields.Row(label: "Our ref", text: "4711: a"), CoverFields.Row(label: "Pages", text: "two"),
        ]
        #expect(
            options(
                ("X-Fax-Cover-Page", "no"), ("X-Fax-Cover-Subject", "Offer"), ("X-Fax-Cover-Comments", "See below"),
                ("X-Fax-Cover-Field", "Our ref: 4711: a"), ("X-Fax-Cover-Field", "Pages:two"),
                ("X-Fax-Cover-To", "Jane"), ("X-Fax-Cover-To-Company", "C"), ("X-Fax-Cover-To-Location", "L"),
                ("X-Fax-Cover-To-Telephone", "T"), ("X-Fax-Cover-From", "Kai"), ("X-Fax-Cover-From-Company", "c"),
                ("X-Fax-Cover-From-Location", "l"), ("X-Fax-Cover-From-Telephone", "t"),
                ("X-Fax-Cover-From-Fax", "f"))
                == expected {
                    $0.coverPage = false
                    $0.cover = CoverFields(
                        subject: "Offer", comments: "See below",
                        recipient: Party(name: "Jane", company: "C", location: "L", telephone: "T"),
                        sender: Party(name: "Kai", company: "c", location: "l", telephone: "t", facsimile: "f"),
                        rows: rows)
                })
    }

    @Test func accountsAndNotification() {
        #expect(
            options(
                ("X-Fax-Reference", "Order 4711 / Größe 5"), ("X-Fax-Billing-Code", "KST 12"),
                ("X-Fax-Notify", "success, failure"), ("X-Fax-Notify-To", "fax.results@example.com"),
                ("X-Fax-Notify-Format", "json"), ("X-Fax-Notify-Document", "yes"))
                == expected {
                    ($0.reference, $0.billingCode) = ("Order 4711 / Größe 5", "KST 12")
                    $0.notification = NotificationRequest(
                        events: [.success, .failure], recipient: "fax.results@example.com", format: .json,
                        hasDocument: true)
                })
        #expect(
            options(("X-Fax-Notify-Document", "First-Page")).notification
                == NotificationRequest(hasDocument: false, hasPicture: true))
        #expect(options(("X-Fax-Notify", "never")).notification?.events == [])
        #expect(options(("X-Fax-Notify", "delay")).notification?.events == .delay)
        #expect(options(("X-Fax-Notify", "progress, success")).notification?.events == [.progress, .success])
        #expect(options(("X-Fax-Notify-Per", "Mail")).notification?.scope == .mail)
    }

    @Test("Every field has a value that it takes, and none takes nothing, control characters or a book")
    func everyFieldIsBounded() {
        for field in RequestField.all {
            for value in ["", " \u{7}", "a\u{202E}b", String(repeating: "x", count: 100_000)] {
                let problems = Self.request([(field.name, value)]).problems
                #expect(problems.count == 1, "\(field.name) takes '\(value.prefix(20))'")
                #expect(problems.allSatisfy { $0.sentence.utf8.count < 1200 && $0.sentence.contains(field.name) })
            }
        }
    }

    @Test(arguments: [
        ("X-Fax-Priority", "asap", "expected urgent, normal or bulk"), ("X-Fax-Priority", "256", "expected urgent"),
        ("X-Fax-Resolution", "best", "expected standard, fine, superfine, 300dpi or 400dpi"),
        ("X-Fax-Cover-Page", "modern", "expected yes or no"),
        ("X-Fax-Reference", String(repeating: "x", count: 201), "expected 1 to 200 printable characters"),
        ("X-Fax-Reference", "a\u{7}b", "expected 1 to 200"), ("X-Fax-Reference", "a\u{202E}b", "expected 1 to 200"),
        ("X-Fax-Not-Before", "tomorrow", "expected a time such as 2026-11-30T08:00:00+01:00"),
        ("X-Fax-Expires", "2026-11-30", "expected a time such as"), ("X-Fax-Expires", "now + 2 moons", "expected a"),
        ("X-Fax-Tries", "0", "expected a whole number from 1 to 100"), ("X-Fax-Tries", "-1", "a whole number"),
        ("X-Fax-Tries", "٣", "a whole number"), ("X-Fax-Dials", "101", "a whole number from 1 to 100"),
        ("X-Fax-Dials", "99999999999999999999", "a whole number"), ("X-Fax-Dials", "1.5", "a whole number"),
        ("X-Fax-Retry-Interval", "29s", "a while from 30s to 1d"), ("X-Fax-Retry-Interval", "2d", "a while"),
        ("X-Fax-Retry-Interval", "5", "a while"), ("X-Fax-Coding", "JBIG", "expected MH, MR or MMR"),
        ("X-Fax-Error-Correction", "maybe", "yes or no"), ("X-Fax-Maximum-Rate", "33600", "expected 2400, 4800"),
        ("X-Fax-Line-Group", "nowhere", "expected one of abroad, default"),
        ("X-Fax-Station-Id", "123456789012345678901", "expected 1 to 20 characters of ASCII"),
        ("X-Fax-Station-Id", "Größe", "expected 1 to 20"), ("X-Fax-Header-Line", "From %%l", "without %"),
        ("X-Fax-Header-Line", String(repeating: "x", count: 61), "up to 60"),
        ("X-Fax-Page-Range", "3-1", "expected pages such as"), ("X-Fax-Page-Range", "0", "expected pages"),
        ("X-Fax-Page-Range", "1,,2", "expected pages"), ("X-Fax-Page-Range", "-3", "expected pages"),
        ("X-Fax-Paper", "a5", "expected a4, letter, legal, b4 or a3"),
        ("X-Fax-Cover-Template", "x", "expected one of "), ("X-Fax-Language", "d3", "expected a language"),
        ("X-Fax-Orientation", "diagonal", "portrait or landscape"),
        ("X-Fax-Cover-Field", "no colon", "expected a label, a colon and a text"),
        ("X-Fax-Cover-Field", ": text", "expected a label"), ("X-Fax-Cover-Field", "label:", "expected a label"),
        ("X-Fax-Notify", "always", "expected never, or some of"), ("X-Fax-Notify", "success success", "expected"),
        ("X-Fax-Notify", "success,success", "expected never"), ("X-Fax-Notify", "never, failure", "expected never"),
        ("X-Fax-Notify-To", "jane", "expected a mail address"), ("X-Fax-Notify-To", "a@b, c@d", "a mail address"),
        ("X-Fax-Notify-To", "Jane <a@b>", "a mail address"), ("X-Fax-Notify-To", "a@b\r\nRCPT TO:<c@d>", "a mail"),
        ("X-Fax-Notify-Per", "day", "expected fax or mail"),
        ("X-Fax-Notify-Format", "xml", "expected report, text or json"),
        ("X-Fax-Notify-Document", "tiff", "yes, no or"),
    ])
    func aBadValueIsRefusedWithFieldAndValue(name: String, value: String, expectation: String) throws {
        let request = Self.request([(name, value)])
        let failure = try #require(request.failure)
        #expect(request.options == FaxOptions())
        #expect(failure.status == EnhancedStatusCode(5, 6, 0))
        #expect(failure.sentence.contains(name) && failure.sentence.contains(expectation), "\(failure)")
        #expect(value.isEmpty || failure.sentence.contains("'\(value.prefix(1))"), "\(failure)")
        #expect(request.fatalFailure == nil, "a warning is enough, where the operator wants it so")
    }

    @Test(arguments: [
        ("X-FAX-PRIORITY", "BULK"), ("x-fax-priority", "bulk"), ("X-Fax-Priority", "Bulk"),
    ])
    func upperAndLowerCaseMeanTheSame(name: String, value: String) {
        #expect(options((name, value)).priority == .bulk)
    }

    // MARK: All of them

    @Test func anUnknownFieldIsRefusedWithItsValueAndTheNearest() throws {
        let sentence = try #require(Self.request([("X-Fax-Coulor", "red")]).failure).sentence
        #expect(sentence.contains("The field 'X-Fax-Coulor' (value 'red') is unknown"))
        let near = try #require(Self.request([("X-Fax-Priorty", "urgent")]).failure).sentence
        #expect(near.hasSuffix("is unknown; the nearest that is known is X-Fax-Priority."))
        let beginning = try #require(Self.request([("X-Fax-Prio", "urgent")]).failure).sentence
        #expect(beginning.hasSuffix("the nearest that is known is X-Fax-Priority."))
        let far = try #require(Self.request([("X-Fax-" + String(repeating: "z", count: 5000), "")]).failure)
        #expect(far.sentence.count < 300 && !far.sentence.contains("nearest"))
    }

    @Test func aFieldThatStandsTwiceIsRefusedBySynonymsToo() {
        for second in ["x-fax-dials", "X-FAX-MaxDials"] {
            let request = Self.request([("X-Fax-Dials", "1"), (second, "2")])
            #expect(request.failure?.sentence.contains("stands twice; its second value is '2'") == true)
            #expect(request.options.dials == 1)
        }
        #expect(Self.request([("X-Fax-Cover-Field", "a: b"), ("X-Fax-Cover-Field", "c: d")]).failure == nil)
        let many = [(name: String, value: String)](repeating: ("X-Fax-Cover-Field", "a: b"), count: 9)
        #expect(Self.request(many).failure?.sentence.contains("no more than 8") == true)
    }

    @Test(arguments: ["2026-11-30T08:00:00Z", "2026-11-30T07:59:59Z", "2026-11-30T08:30:00+01:00"])
    func aFaxThatWouldBeOverBeforeItMayBeginIsRefused(_ expires: String) {
        let request = Self.request([("X-Fax-Not-Before", "2026-11-30T08:00:00Z"), ("X-Fax-Expires", expires)])
        #expect(
            request.failure?.sentence
                == "The mail was not faxed. X-Fax-Expires is no later than X-Fax-Not-Before: the fax could never be sent."
        )
        #expect(request.options.expires == nil)
    }

    @Test(arguments: [0, -1, -86_400])
    func aFaxThatIsOverWhenItsMailComesIsRefused(_ seconds: Double) {
        let expires = Self.now.addingTimeInterval(seconds).formatted(.iso8601)
        let request = Self.request([("X-Fax-Expires", expires)])
        #expect(
            request.failure?.sentence
                == "The mail was not faxed. X-Fax-Expires is no later than the mail itself: the fax could never be sent."
        )
        // Whoever is only warned does not want it sent any more either.
        #expect(request.fatalFailure == nil)
        #expect(request.options.expires == Self.now.addingTimeInterval(seconds))
    }

    @Test func aFaxThatIsOverAfterItMayBeginIsTaken() {
        let request = Self.request([
            ("X-Fax-Expires", "2026-11-30T08:00:01Z"), ("X-Fax-Not-Before", "2026-11-30T08:00:00Z"),
        ])
        #expect(request.failure == nil)
    }

    @Test func everyProblemIsToldAndTheRestIsKept() throws {
        let request = Self.request([
            ("X-Fax-Priority", "asap"), ("X-Fax-Reference", "4711"), ("X-Fax-Nonsense", "1"),
        ])
        let sentence = try #require(request.failure).sentence
        #expect(sentence.contains("X-Fax-Priority") && sentence.contains("X-Fax-Nonsense"))
        #expect(request.options.reference == "4711")
        #expect(request.warnings.count == 2)
    }

    @Test func ofVeryManyProblemsTenAreTold() {
        let fields = (1...5000).map { (name: "X-Fax-N\($0)", value: "") }
        #expect(Self.request(fields).warnings.count == 11)
        #expect(Self.request(fields).warnings.last == "And 4990 more.")
    }

    @Test func aHostileValueIsCutAndKeptOnOneLine() throws {
        let value = String(repeating: "A\r\nBcc: everybody\u{0}", count: 1000)
        let sentence = try #require(Self.request([("X-Fax-Priority", value)]).failure).sentence
        #expect(sentence.count < 300 && !sentence.contains(where: \.isNewline) && !sentence.contains("\0"))
    }

    // MARK: Who may use which

    @Test func aFieldThatTheSenderMayNotUseIsRefusedWhateverItsValue() throws {
        var terms = FaxTerms(rule: "The wards")
        terms.fields = ["X-Fax-Reference", "x-fax-MAXDIALS", "X-Fax-Nonsense"]
        let permissions = FieldPermissions([terms])
        #expect(permissions.allows("X-Fax-Dials") && !permissions.allows("X-Fax-Priority"))
        let fields: [(name: String, value: String)] = [("X-Fax-MaxDials", "3"), ("X-Fax-Reference", "1")]
        #expect(Self.request(fields, permissions: permissions).failure == nil)
        for value in ["urgent", "nonsense"] {
            let request = Self.request(fields + [("x-fax-priority", value)], permissions: permissions)
            let failure = try #require(request.fatalFailure)
            #expect(failure.status == EnhancedStatusCode(5, 7, 1))
            #expect(failure.sentence.contains("X-Fax-Priority may not be used by this sender"))
            #expect(request.options.priority == .normal && request.failure == failure)
        }
    }
}
