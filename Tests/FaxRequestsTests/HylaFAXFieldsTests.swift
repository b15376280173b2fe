import FaxModel
import Foundation
import Testing

@testable import FaxRequests

/// The fields of HylaFAX's faxmail(1): those parameters of sendfax(1) that mean something here.
@Suite("The fields of HylaFAX's faxmail") struct HylaFAXFieldsTests {
    private func options(_ name: String, _ value: String) -> FaxOptions {
        let request = FaxRequestTests.request([(name, value)])
        #expect(request.problems.isEmpty, "\(request.problems)")
        return request.options
    }

    @Test(arguments: [
        ("high", Priority.urgent), ("default", .normal), ("normal", .normal), ("bulk", .bulk), ("junk", .bulk),
        ("low", .bulk), ("0", .urgent), ("95", .urgent), ("127", .normal), ("160", .bulk), ("255", .bulk),
    ])
    func priority(value: String, priority: Priority) {
        #expect(options("X-FAX-Priority", value).priority == priority)
    }

    @Test(arguments: [
        ("98", Resolution.standard), ("98.", .standard), ("196", .fine), ("196.0", .fine), ("391", .superfine),
        ("300", .inch300), ("400", .inch400),
    ])
    func resolution(value: String, resolution: Resolution) {
        #expect(options("X-FAX-VRes", value).resolution == resolution)
    }

    @Test(arguments: [
        ("0", CodingScheme.mh), ("1d", .mh), ("2dmr", .mr), ("3", .mmr), ("2DMMR", .mmr),
    ])
    func coding(value: String, coding: CodingScheme) {
        #expect(options("X-FAX-DesiredDF", value).coding == coding)
    }

    @Test(arguments: [("0", false), ("1", true), ("2", true), ("no", false), ("true", true)])
    func errorCorrection(value: String, isOn: Bool) {
        #expect(options("X-FAX-DesiredEC", value).errorCorrection == isOn)
    }

    @Test(arguments: [
        ("when done", [NotificationEvents.success, .failure]), ("done", [.success, .failure]),
        ("when requeued", [.success, .failure, .delay]), ("none", [.failure]), ("default", [.failure]),
    ])
    func notify(value: String, events: [NotificationEvents]) {
        #expect(options("X-FAX-Notify", value).notification?.events == NotificationEvents(events))
    }

    @Test func times() {
        #expect(options("X-FAX-SendTime", "now + 30 minutes").notBefore == FaxRequestTests.now + 1800)
        #expect(options("X-FAX-KillTime", "now + 3 hours").expires == FaxRequestTests.now + 10_800)
        #expect(options("X-FAX-RetryTime", "5 minutes").retryInterval == 300)
    }

    @Test func theOthers() {
        #expect(options("X-FAX-MaxDials", "12").dials == 12)
        #expect(options("X-FAX-MaxTries", "3").tries == 3)
        #expect(options("X-FAX-AutoCoverPage", "false").coverPage == false)
        #expect(options("X-FAX-DesiredSpeed", "9600").maximumRate == 9600)
        #expect(options("X-FAX-Modem", "abroad").lineGroup == Lane(rawValue: "abroad"))
        #expect(options("X-FAX-TSI", "+49 228").stationID == "+49 228")
        #expect(options("X-FAX-TagLine", "Example Ltd").headerLine == .text("Example Ltd"))
        #expect(options("X-FAX-PageSize", "na-let").paper == .letter)
        #expect(options("X-FAX-PageRange", "1-3").pageRange == PageRange("1-3"))
        #expect(options("X-FAX-Orientation", "Landscape").orientation == .landscape)
        #expect(options("X-FAX-JobTag", "4711").reference == "4711")
        #expect(options("X-FAX-MailAddr", "jane@example.com").notification?.recipient == "jane@example.com")
        #expect(options("X-FAX-Cover-Regarding", "Offer").cover?.subject == "Offer")
        #expect(options("X-FAX-Cover-Comments", "See below").cover?.comments == "See below")
        #expect(options("X-FAX-To", "Jane").cover?.recipient?.name == "Jane")
        #expect(options("X-FAX-Cover-Company", "C").cover?.recipient?.company == "C")
        #expect(options("X-FAX-Cover-Location", "L").cover?.recipient?.location == "L")
        #expect(options("X-FAX-Cover-Voice", "T").cover?.recipient?.telephone == "T")
        #expect(options("X-FAX-From", "Kai").cover?.sender?.name == "Kai")
        #expect(options("X-FAX-Cover-From-Voice", "t").cover?.sender?.telephone == "t")
        #expect(
            FaxRequestTests.request([("X-FAX-Dialstring", "+49228")]).recipients.map(\.address) == ["+49228"])
    }

    @Test func aDialStringIsOneNumber() {
        for value in ["9,5551234", "0w0228123", "0P0228123", "1!2;name=\"a,b\""] {
            let problems = FaxRequestTests.request([("X-FAX-Dialstring", value)]).problems
            #expect(problems.map(\.kind) == [.badRecipient])
            #expect(problems.first?.sentence.contains("expected one number without pauses and waits") == true)
        }
        let request = FaxRequestTests.request([("X-FAX-Dialstring", "+49228;name=\"Paul, Will\"")])
        #expect(request.recipients.map(\.address) == ["+49228"])
        #expect(FaxRequestTests.request([("X-Fax-Number", "1,2")]).recipients.map(\.address) == ["1", "2"])
    }

    @Test(arguments: [
        ("HRes", "X-Fax-Resolution says both resolutions"), ("textfont", "is for the operator to say"),
        ("PageChop", "pages go in their order, and whole"), ("MinSpeed", "X-Fax-Maximum-Rate says how fast at most"),
        ("DesiredMST", "the far end says how long it takes for a row"), ("Host", "talks to a server of HylaFAX"),
    ])
    func whatMeansNothingHereIsRefusedWithTheReason(_ name: String, _ reason: String) {
        let problems = FaxRequestTests.request([("X-FAX-\(name)", "1")]).problems
        #expect(problems.map(\.kind) == [.unknown])
        #expect(problems.first?.sentence.hasPrefix("The field 'X-FAX-\(name)' (value '1') of HylaFAX has no") == true)
        #expect(problems.first?.sentence.hasSuffix("\(reason).") == true)
    }

    /// The tables of faxmail(1) and sendfax(1) of HylaFAX 6.0.7.
    @Test(arguments: [
        "AutoCoverPage", "BoldFont", "Columns", "DigestDivider", "FontPath", "GaudyHeaders", "Headers", "ISO8859",
        "ItalicFont", "LineWrap", "MailUser", "MarkDiscarded", "MapHeader", "MIMEConverters", "Orientation",
        "OutlineMargin", "PageCollation", "PageHeaders", "PageHeight", "PageMargins", "PageSize", "PageWidth",
        "Prologfile", "TabStop", "TextFont", "TextLineHeight", "TextPointSize", "Verbose", "ChopThreshold", "CoverCmd",
        "Cover-Comments", "Cover-Company", "Cover-Location", "Cover-Regarding", "Cover-Template", "Cover-Voice",
        "Cover-From-Company", "Cover-From-Location", "Cover-From-Voice", "Cover-From-Fax", "DateFormat", "DesiredEC",
        "DesiredMST", "DesiredSpeed", "DialRules", "From", "HRes", "Host", "KillTime", "MailAddr", "MaxDials",
        "MaxTries", "MinSpeed", "Modem", "Notify", "PageChop", "PageLength", "PassiveMode", "Port", "Priority",
        "Protocol", "RetryTime", "SendTime", "TagLine", "TypeRules", "VRes", "Dialstring", "To",
    ])
    func everyParameterIsFollowedOrRefusedWithAReason(parameter: String) {
        let field = "X-FAX-\(parameter)"
        #expect((RequestField.named(field) != nil) != (HylaFAXParameters.reason(field) != nil))
    }
}
