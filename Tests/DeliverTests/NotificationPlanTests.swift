import FaxModel
import Foundation
import MIME
import SMTP
import Testing

@testable import deliver

@Suite("Who is told of a result, and how")
struct NotificationPlanTests {
    private func report(
        _ sample: JobReport = SampleReports.sent(), asking request: NotificationRequest?
    ) -> JobReport {
        var report = sample
        report.order.options.notification = request
        return report
    }

    private static var delayed: JobReport {
        SampleReports.report(
            returnPath: "jane@example.com", subject: "Your order 4711",
            result: .delayed(Failure(EnhancedStatusCode(4, 4, 1), "The number was busy.")),
            attempts: SampleReports.sent().attempts, confirmed: 0)
    }

    private func isTold(_ report: JobReport) -> Bool {
        switch NotificationPlan.decide(report) {
        case .told: true
        case .untold: false
        }
    }

    @Test func theUsualIsTheEnd() {
        for request in [nil, NotificationRequest(), NotificationRequest(format: .text)] {
            #expect(isTold(report(asking: request)) && isTold(report(SampleReports.failed(), asking: request)))
            #expect(isTold(report(SampleReports.cancelled(), asking: request)))
            #expect(!isTold(report(Self.delayed, asking: request)))
        }
    }

    private static let wishes: [(NotificationEvents, [Bool])] = [
        (.success, [true, false, false, false]), (.failure, [false, true, true, false]),
        (.delay, [false, false, false, true]), ([], [false, false, false, false]),
    ]

    @Test(arguments: wishes)
    func nobodyHearsOfWhatHeDoesNotWantToKnow(events: NotificationEvents, told: [Bool]) {
        let samples = [SampleReports.sent(), SampleReports.failed(), SampleReports.cancelled(), Self.delayed]
        #expect(samples.map { isTold(report($0, asking: NotificationRequest(events: events))) } == told)
        guard case .untold(let reason) = NotificationPlan.decide(report(asking: NotificationRequest(events: []))) else {
            return
        }
        #expect(reason == "Nobody is told of the result: the sender wants no word of success.")
    }

    @Test func anotherAddressStandsForTheReturnPath() {
        let request = NotificationRequest(recipient: "results@example.com")
        for sample in [SampleReports.sent(), SampleReports.sent(returnPath: "")] {
            guard case .told(let plan) = NotificationPlan.decide(report(sample, asking: request)) else {
                Issue.record("untold")
                continue
            }
            #expect(plan.recipient == Mailbox("results@example.com"))
        }
    }

    // MARK: What is written

    private func mail(_ report: JobReport, _ format: NotificationRequest.Format, document: [UInt8]? = nil) throws
        -> Mail
    {
        var notification = NotificationMail(
            report: report,
            origin: NotificationMail.Origin(
                address: SampleReports.address("fax@fax.example"), name: "Fax", hostname: "fax.example"),
            recipient: SampleReports.address("jane@example.com"),
            original: OriginalHeader(of: Array(SampleReports.original.utf8)), template: try .sample(.notification),
            zone: .gmt)
        notification.format = format
        notification.document = document
        return try Mail(parsing: Array(notification.text(at: SampleReports.received).utf8))
    }

    private func types(_ part: MIME.MailPart) -> [String] { part.parts.map(\.mediaType.description) }

    @Test func aTextIsATextAndNothingElse() throws {
        let mail = try mail(SampleReports.sent(), .text)
        #expect(mail.root.mediaType.description == "text/plain")
        #expect(mail.field(named: "X-Fax-Result") == "sent")
    }

    @Test func whatComesWithAReportStandsBesideIt() throws {
        let mail = try mail(SampleReports.sent(), .report, document: [1, 2, 3])
        #expect(mail.root.mediaType.description == "multipart/mixed")
        #expect(types(mail.root) == ["multipart/report", "image/tiff"])
        #expect(
            types(mail.root.parts[0]) == ["text/plain", "message/delivery-status", "text/rfc822-headers"])
        guard case .body(let body) = mail.root.parts[1].content else {
            Issue.record("no body")
            return
        }
        #expect(try body.decoded(limit: 100) == [1, 2, 3])
        #expect(try types(self.mail(SampleReports.sent(), .text, document: [1]).root) == ["text/plain", "image/tiff"])
    }

    @Test func theResultAsJSONHasAMemberForEachField() throws {
        var report = SampleReports.failed()
        report.job.billingCode = "KST 1"
        let mail = try mail(report, .json)
        #expect(types(mail.root) == ["multipart/report", "application/json"])
        let text = try #require(try mail.root.parts[1].text())
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for field in ResultField.allCases {
            let values = field.values(of: report)
            if let list = object[field.rawValue] as? [String] {
                #expect(list == values)
            } else {
                #expect(object[field.rawValue] as? String == values.first, "\(field)")
            }
        }
        #expect(object["billing-code"] as? String == "KST 1" && object["warning"] as? [String] == [])
    }

    @Test func aFaxThatIsStillTriedIsSaidToBe() throws {
        let report = Self.delayed
        let mail = try mail(report, .report)
        #expect(mail.subject == "Fax to +4922812345 delayed: Your order 4711")
        #expect(mail.field(named: "X-Fax-Result") == "delayed" && mail.field(named: "X-Fax-Status") == "4.4.1")
        #expect(mail.field(named: "X-Fax-Ended") == nil)
        let status = try #require(try mail.root.parts[1].text())
        #expect(status.contains("Action: delayed") && status.contains("Status: 4.4.1"))
        let text = try #require(try mail.root.parts[0].text())
        #expect(text.contains("was not sent yet, after 2 calls.") && !text.contains("Given up"))
    }

    @Test func whatIsOfTheJobGoesBeforeWhatIsOfTheOrder() throws {
        var report = SampleReports.sent()
        report.order.options.billingCode = "KST 1"
        report.order.options.warnings = ["The field X is unknown.", "And Y."]
        var mail = try mail(report, .report)
        #expect(mail.field(named: "X-Fax-Reference") == "order 4711/2026")
        #expect(mail.field(named: "X-Fax-Billing-Code") == "KST 1")
        #expect(mail.fields.filter { $0.isNamed("X-Fax-Warning") }.map(\.value) == report.order.options.warnings)
        let text = try #require(try mail.root.parts[0].text())
        #expect(text.contains("  The field X is unknown.\r\n") && text.contains("KST 1"))
        (report.job.reference, report.job.billingCode) = ("4711-1", "KST 2")
        mail = try self.mail(report, .report)
        #expect(mail.field(named: "X-Fax-Reference") == "4711-1")
        #expect(mail.field(named: "X-Fax-Billing-Code") == "KST 2")
    }
}
