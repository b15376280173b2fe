import FaxAddressing
import FaxModel
import FaxPolicy
import FaxRequests
import SMTP
import Testing

@testable import ingest

@Suite("What is reported of a number that a mail names twice (RFC 3461 §4)") struct RecipientMergeTests {
    private static let plan = NumberPlan(countryCode: "49", areaCode: "228")

    private func recipient(
        _ localPart: String, _ notify: NotificationEvents?, _ originalRecipient: String? = nil,
        request: RequestedRecipient? = nil
    ) throws -> AcceptedMail.Recipient {
        var fax = try FaxAddress(localPart: localPart)
        let destination = try Destination(
            fax.number, Self.plan, CostlyNumbers(premiumPrefixes: [], emergencyNumbers: []))
        fax.number = destination.number
        let mailbox = try #require(Mailbox(writing: localPart, in: .name("fax.example")))
        var recipient = AcceptedMail.Recipient(path: .mailbox(mailbox), fax: fax, destination: destination)
        recipient.wishes = ReportWishes(notify: notify, originalRecipient: originalRecipient)
        recipient.request = request
        return recipient
    }

    @Test func whoeverWantsWordOfItGetsIt() throws {
        let one = try recipient("+4922812345", [])
        let other = try recipient("0228/12345", .failure, "rfc822;second@example.com")
        for named in [[one, other], [other, one]] {
            let merged = try RecipientMerge(named: named, hasList: false).recipients(with: [])
            #expect(merged.map(\.address) == [named[0].address], "one fax, at the address that came first")
            #expect(merged[0].wishes == ReportWishes(notify: .failure, originalRecipient: "rfc822;second@example.com"))
        }
    }

    @Test func nobodyIsToldWhereAllSayNever() throws {
        let named = [try recipient("+4922812345", []), try recipient("0228 12345", []), try recipient("12345", [])]
        let merged = try RecipientMerge(named: named, hasList: false).recipients(with: [])
        #expect(merged.map(\.wishes.notify) == [[]])
    }

    @Test func anotherSubaddressIsAnotherRecipient() throws {
        let named = [
            try recipient("FAX=+4922812345/T33S=1", []), try recipient("FAX=+4922812345/T33S=2", .success),
            try recipient("FAX=0228-12345/T33S=1", .delay),
        ]
        let merged = try RecipientMerge(named: named, hasList: false).recipients(with: [])
        #expect(merged.map(\.wishes.notify) == [.delay, .success])
    }

    @Test func itIsReportedOfEachFaxThatTheHeaderMakesOfIt() throws {
        var requests = ["a", "b"].map { reference in
            var request = RequestedRecipient(address: "+4922812345")
            request.reference = reference
            return request
        }
        requests.append(RequestedRecipient(address: "+492289"))
        let listed = try requests.map { try recipient($0.address, nil, request: $0) }
        let named = [
            try recipient("+4922812345", []), try recipient("0228-12345", .success), try recipient("+492289", []),
        ]
        let merged = try RecipientMerge(named: named, hasList: false).recipients(with: listed)
        #expect(merged.map(\.request?.reference) == ["a", "b", nil])
        #expect(merged.map(\.wishes.notify) == [.success, .success, []])
    }

    @Test func aListThatWantsWordGetsItOfANumberThatIsNamedBesides() throws {
        let listed = [try recipient("+4922812345", .delay, request: RequestedRecipient(address: "+4922812345"))]
        let named = [try recipient("+4922812345", [])]
        let merged = try RecipientMerge(named: named, hasList: true).recipients(with: listed)
        #expect(merged.map(\.wishes.notify) == [.delay])
    }
}
