import FaxModel
import Foundation
import Testing

/// Payloads lie in the spool while Faxpost is updated: what an older version wrote must be read, and what a newer one writes
/// must be what the older one would have written.
@Suite("Payloads in the spool") struct PayloadTests {
    private static func digest(_ digits: String) -> String { String(repeating: digits, count: 32) }

    private static let mail = """
        {"client":"192.0.2.7",\
        "document":{"byteCount":1017,"digest":"\(digest("11"))","mediaType":"message/rfc822"},\
        "order":"028T5CY4TQKFF","received":1782907200.25,\
        "recipients":[{"address":"+4930231250@fax.example.com","job":"028T5CY4TQKFF-1","number":"+4930231250"}],\
        "sender":"jane@example.com"}
        """

    private static let job = """
        {"address":"+4930231250@fax.example.com","id":"028T5CY4TQKFF-1","lineGroup":"berlin","number":"+4930231250",\
        "recipient":{"name":"Kai"}}
        """

    private static let jane = """
        {"company":"Nordlicht Orgelbau","facsimile":"+49 30 23125 231","mail":"jane@example.com",\
        "name":"Jane Doe","telephone":"+49 30 23125 131"}
        """

    private static let options = """
        {"coverPage":false,"expires":1782990000,"notBefore":1782910800.5,"priority":"urgent","reference":"A/7",\
        "resolution":"standard"}
        """

    /// As it was written before there were times.
    private static let optionsWithoutTimes = """
        {"coverPage":false,"priority":"urgent","reference":"A/7","resolution":"standard"}
        """

    private static let summary = """
        {"id":"028T5CY4TQKFF",\
        "mail":{"byteCount":1017,"digest":"\(digest("11"))","mediaType":"message/rfc822"},\
        "messageID":"1@example.com","options":\(options),"received":1782907200.25,\
        "returnPath":"jane@example.com","sender":\(jane),"subject":"Grüße"}
        """

    private static let omitted = #"[{"name":"a.exe","reason":"It is no document."}]"#

    private static let endedAttempt = """
        {"began":1782907260,"bitRate":14400,"call":"0000000000001","coding":"MMR","confirmedPages":1,\
        "dialled":"004930231250","ended":1782907300.5,"errorCorrection":true,"line":"line-1","number":1,"outcome":"dropped",\
        "remoteStation":"+49 30 231250","sentence":"The far end hung up."}
        """

    private static let openAttempt = """
        {"began":1782907400,"call":"0000000000001","confirmedPages":0,"dialled":"004930231250","line":"line-2","number":2}
        """

    @Test func aReceivedMail() throws {
        try expect(SamplePayloads.mail, is: Self.mail)
    }

    @Test func aReceivedMailOfSomebodyWhoHasLoggedInAndWantsReports() throws {
        var mail = SamplePayloads.mail
        mail.user = "jane"
        mail.returnedContent = .full
        mail.envelopeID = "QQ 314159"
        mail.recipients[0].notify = [.success, .delay]
        mail.recipients[0].originalRecipient = "rfc822;bob@x.example"
        try expect(
            mail,
            is: Self.mail.replacing("\"order\"", with: "\"envelopeID\":\"QQ 314159\",\"order\"", maxReplacements: 1)
                .replacing(
                    "\"number\":\"+4930231250\"",
                    with:
                        "\"notify\":5,\"number\":\"+4930231250\",\"originalRecipient\":\"rfc822;bob@x.example\""
                )
                .replacing("}],\"sender\"", with: "}],\"returnedContent\":\"full\",\"sender\"")
                .replacing("\"jane@example.com\"}", with: "\"jane@example.com\",\"user\":\"jane\"}"))
        let order = Order(envelope: mail)
        #expect(order.jobs[0].notify == [.success, .delay])
        #expect(order.jobs[0].originalRecipient == "rfc822;bob@x.example")
        #expect(OrderSummary(order).envelopeID == "QQ 314159" && OrderSummary(order).returnedContent == .full)
    }

    @Test(
        "RFC 3461 §4.1: who is told of what",
        arguments: [
            (nil, true, true), ([], false, false), ([.success], true, false), ([.failure], false, true),
            ([.delay], false, false), ([.success, .failure], true, true),
        ] as [(NotificationEvents?, Bool, Bool)])
    func notification(notify: NotificationEvents?, success: Bool, failure: Bool) {
        var job = SamplePayloads.job
        job.notify = notify
        let reason = Failure(EnhancedStatusCode(5, 4, 1), "Nobody answered.")
        let told = { (result: JobReport.Result) in
            let report = JobReport(
                job: job, order: OrderSummary(SamplePayloads.fullOrder), result: result, ended: .now)
            return job.notifiedEvents(of: FaxOptions()).contains(report.event)
        }
        #expect(told(.sent) == success)
        #expect(told(.failed(reason)) == failure && told(.cancelled(reason)) == failure)
    }

    @Test func aReceivedMailUnderARule() throws {
        var terms = FaxTerms(rule: "The wards")
        terms.lineGroup = Lane(rawValue: "trunk")
        terms.highestPriority = .normal
        terms.priority = .bulk
        terms.coverPage = true
        terms.fields = ["X-Fax-Reference"]
        var mail = SamplePayloads.mail
        mail.recipients[0].terms = terms
        try expect(
            mail,
            is: Self.mail.replacing(
                #""number":"+4930231250"}"#,
                with: """
                    "number":"+4930231250","terms":{"coverPage":true,"fields":["X-Fax-Reference"],\
                    "highestPriority":"normal","lineGroup":"trunk","priority":"bulk","rule":"The wards"}}
                    """))
    }

    @Test func anOrder() throws {
        try expect(
            SamplePayloads.fullOrder,
            is: """
                {"id":"028T5CY4TQKFF","jobs":[\(Self.job)],"mail":\(Self.mail),"messageID":"1@example.com",\
                "options":\(Self.options),"sender":\(Self.jane),"subject":"Grüße"}
                """)
    }

    @Test func anOrderOfWhichLittleIsKnown() throws {
        try expect(
            SamplePayloads.plainOrder,
            is: """
                {"id":"028T5CY4TQKFF","jobs":[],"mail":\(Self.mail),\
                "options":{"coverPage":true,"priority":"normal","resolution":"fine"},"sender":{},"subject":""}
                """)
    }

    @Test func aFaxTask() throws {
        try expect(
            SamplePayloads.task,
            is: """
                {"job":\(Self.job),"omitted":\(Self.omitted),"order":\(Self.summary),"pages":[\
                {"document":{"byteCount":1034,"digest":"\(Self.digest("22"))","mediaType":"image/tiff"},"pageCount":1},\
                {"document":{"byteCount":1051,"digest":"\(Self.digest("33"))","mediaType":"image/tiff"},"pageCount":2}]}
                """)
        #expect(SamplePayloads.task.pageCount == 3)
    }

    @Test func aDocumentThatIsToBeFetched() throws {
        let polling = PollingOrder(
            address: "17", password: StoredSecret(stored: "sealed:AAAA"), recipient: "jane@example.com")
        try expect(
            FaxTask(job: SamplePayloads.job, order: OrderSummary(SamplePayloads.fullOrder), polling: polling),
            is: """
                {"job":\(Self.job),"omitted":[],"order":\(Self.summary),"pages":[],\
                "polling":{"address":"17","password":"sealed:AAAA","recipient":"jane@example.com"}}
                """)
    }

    @Test func whatWasFetchedForSomebody() throws {
        var fax = SamplePayloads.received
        fax.caller = CallerIdentification()
        fax.polled = SamplePayloads.number
        fax.recipient = "jane@example.com"
        #expect(fax.origin == "+4930231250")
        let json = Self.received
            .replacing(
                #"{"absence":"unavailable","dialled":"99","name":"MILLER","number":"4711"}"#, with: "{}"
            )
            .replacing(
                #""remoteStation""#, with: #""polled":"+4930231250","recipient":"jane@example.com","remoteStation""#)
        try expect(fax, is: json)
    }

    @Test func theProgressOfAFax() throws {
        try expect(
            FaxProgress(attempts: [SamplePayloads.endedAttempt, SamplePayloads.openAttempt], confirmedPages: 1),
            is: "{\"attempts\":[\(Self.endedAttempt),\(Self.openAttempt)],\"confirmedPages\":1}")
        try expect(FaxProgress(), is: #"{"attempts":[],"confirmedPages":0}"#)
    }

    @Test func theProgressOfAFaxThatWasRedirected() throws {
        var progress = FaxProgress(attempts: [SamplePayloads.endedAttempt], confirmedPages: 1)
        progress.turn(to: SamplePayloads.otherNumber, from: SamplePayloads.number)
        try expect(
            progress,
            is: """
                {"attempts":[\(Self.endedAttempt)],"attemptsElsewhere":1,"confirmedPages":0,"number":"+492281"}
                """)
    }

    @Test func optionsThatWereWrittenBeforeThereWereTimes() throws {
        var options = SamplePayloads.fullOrder.options
        options.notBefore = nil
        options.expires = nil
        try expect(options, is: Self.optionsWithoutTimes)
    }

    @Test func theReportOfAFaxThatWasSent() throws {
        try expect(
            JobReport(
                job: SamplePayloads.job, order: OrderSummary(SamplePayloads.fullOrder), result: .sent,
                attempts: [SamplePayloads.endedAttempt], pageCount: 3, confirmedPages: 3,
                omitted: SamplePayloads.task.omitted, sentPages: SamplePayloads.document(0x44, "image/tiff"),
                ended: Date(timeIntervalSince1970: 1_782_907_500)),
            is: """
                {"attempts":[\(Self.endedAttempt)],"confirmedPages":3,"ended":1782907500,"job":\(Self.job),\
                "omitted":\(Self.omitted),"order":\(Self.summary),"pageCount":3,"result":{"sent":{}},"sentPages":\
                {"byteCount":1068,"digest":"\(Self.digest("44"))","mediaType":"image/tiff"}}
                """)
    }

    @Test func theReportOfAFaxThatFailed() throws {
        try expect(
            JobReport(
                job: SamplePayloads.job, order: OrderSummary(SamplePayloads.fullOrder),
                result: .failed(Failure(EnhancedStatusCode(5, 4, 1), "Nobody answered.")),
                ended: Date(timeIntervalSince1970: 1_782_907_500)),
            is: """
                {"attempts":[],"confirmedPages":0,"ended":1782907500,"job":\(Self.job),"omitted":[],\
                "order":\(Self.summary),"pageCount":0,\
                "result":{"failed":{"_0":{"sentence":"Nobody answered.","status":"5.4.1"}}}}
                """)
    }

    @Test func theReportOfAFaxThatWasCancelled() throws {
        try expect(
            JobReport.Result.cancelled(Failure(EnhancedStatusCode(5, 7, 0), "The operator has ended it.")),
            is: #"{"cancelled":{"_0":{"sentence":"The operator has ended it.","status":"5.7.0"}}}"#)
    }

    private static let received = """
        {"began":1782907260,"call":"0000000000001","caller":{"absence":"unavailable","dialled":"99","name":"MILLER",\
        "number":"4711"},"ended":1782907300.5,"group":"berlin","isComplete":false,"job":"028T5CY4TQKFF-1",\
        "line":"line-1","pages":[\
        {"badRows":0,"document":{"byteCount":1085,"digest":"\(digest("55"))","mediaType":"image/tiff"},\
        "horizontal":204,"isConfirmed":true,"rows":2200,"vertical":196},\
        {"badRows":3,"document":{"byteCount":1102,"digest":"\(digest("66"))","mediaType":"image/tiff"},\
        "horizontal":204,"isConfirmed":false,"rows":700,"vertical":98}],\
        "remoteStation":"+49 30 231250","result":"lineDropped",\
        "sentence":"The connection was lost during the call.","subaddress":"42"}
        """

    @Test func aFaxThatWasReceived() throws {
        try expect(SamplePayloads.received, is: Self.received)
        #expect(SamplePayloads.received.confirmedPages == 1)
        #expect(SamplePayloads.received.origin == "4711")
    }

    private static let route = """
        {"attachment":"pdf-a","bcc":["archive@example.com"],"cc":[],"hasPreview":false,"language":"de","profile":"sales",\
        "to":["in@example.com"]}
        """

    private static var sampleRoute: ReceivedFaxRoute {
        var route = ReceivedFaxRoute(
            profile: "sales", to: ["in@example.com"], bcc: ["archive@example.com"], attachment: .archivalPDF,
            hasPreview: false)
        route.language = "de"
        return route
    }

    @Test func aReceivedFaxWhoseRecipientsAreFound() throws {
        try expect(
            RoutedFax(
                fax: SamplePayloads.received, document: SamplePayloads.document(0x77, "image/tiff"),
                route: Self.sampleRoute),
            is: """
                {"document":{"byteCount":1119,"digest":"\(Self.digest("77"))","mediaType":"image/tiff"},\
                "fax":\(Self.received),"route":\(Self.route)}
                """)
    }

    @Test func aReceivedFaxOnItsWayToItsRecipients() throws {
        try expect(
            ReceivedFaxMail(
                fax: SamplePayloads.received, route: Self.sampleRoute,
                attachments: [SamplePayloads.document(0x77, "application/pdf")]),
            is: """
                {"attachments":[{"byteCount":1119,"digest":"\(Self.digest("77"))","mediaType":"application/pdf"}],\
                "fax":\(Self.received),"route":\(Self.route)}
                """)
    }

    @Test func everyOutcomeIsReadBack() throws {
        for outcome in CallOutcome.allCases {
            var attempt = SamplePayloads.openAttempt
            attempt.outcome = outcome
            try expect(
                attempt,
                is: Self.openAttempt.replacing("\"number\":2}", with: "\"number\":2,\"outcome\":\"\(outcome)\"}"))
        }
    }

    @Test func keysOfANewerVersionAreIgnored() throws {
        let json = Self.mail.replacing("{\"client\"", with: "{\"novelty\":[1,{}],\"client\"")
        #expect(json != Self.mail)
        #expect(try Self.decoder.decode(ReceivedMail.self, from: Data(json.utf8)) == SamplePayloads.mail)
    }

    @Test func whatIsMissingOrWrongIsAnErrorNotACrash() {
        for json in [
            "", "null", "[]", "{}", Self.mail.replacing("\"sender\"", with: "\"sendr\""),
            Self.mail.replacing(Self.digest("11"), with: "11"), Self.mail.replacing("+4930231250\"", with: "x\""),
            Self.mail.replacing("-1\"", with: "-0\""),
        ] {
            #expect(throws: DecodingError.self, "\(json)") {
                try Self.decoder.decode(ReceivedMail.self, from: Data(json.utf8))
            }
        }
    }

    private func expect<Payload: Codable & Equatable>(_ payload: Payload, is json: String) throws {
        // As the spool's client writes it: sorted keys, seconds since 1970.
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(payload), as: UTF8.self) == json)
        #expect(try Self.decoder.decode(Payload.self, from: Data(json.utf8)) == payload)
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }
}
