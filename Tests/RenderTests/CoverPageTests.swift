import FaxModel
import Foundation
import Testing
import Typesetting

@testable import render

@Suite struct CoverPageTests {
    private let typesetter = Typesetter()

    private func cover(
        _ change: (inout Party, inout Party) -> Void = { _, _ in }, omitted: Int = 0, subject: String = "Offer",
        isUrgent: Bool = false
    ) throws -> PageBitmap {
        let order = try TestRendering.order()
        var sender = order.sender
        var recipient = order.jobs[0].recipient
        change(&sender, &recipient)
        var page = CoverPage(
            sender: sender, recipient: recipient, number: order.jobs[0].number, subject: subject,
            date: order.mail.received, pageCount: 3,
            omitted: (0..<omitted).map { OmittedPart(name: "part \($0)", reason: "It is broken.") })
        page.isUrgent = isUrgent
        return page.set(by: typesetter, family: "DejaVu Sans", geometry: PageGeometry(.a4, .fine))
    }

    @Test func itStaysWithinThePageHoweverMuchThereIsToSay() throws {
        for count in [0, 1, 10, 500] {
            let page = try cover(omitted: count)
            #expect(page.rows == 2292 && page.rowsOfInk.lowerBound >= 32 && page.rowsOfInk.upperBound < 2292 - 60)
        }
        let long = String(repeating: "Wort ", count: 1000)
        let page = try cover(
            { sender, recipient in
                sender = Party(name: long, company: long, telephone: long, facsimile: long, mail: long)
                recipient = Party(name: long, company: long)
            }, omitted: 500, subject: long, isUrgent: true)
        #expect(page.rowsOfInk.upperBound < 2292 - 60)
        #expect(page.columnsOfInk.lowerBound >= 150 && page.columnsOfInk.upperBound <= 1728 - 150)
    }

    @Test func anUrgentFaxSaysSo() throws {
        let (plain, urgent) = (try cover(), try cover(isUrgent: true))
        #expect(urgent.ink > plain.ink + 1000 && urgent.rowsOfInk.count > plain.rowsOfInk.count + 30)
    }

    @Test func unknownPartiesLeaveNoEmptyRows() throws {
        let known = try cover()
        let unknown = try cover { sender, recipient in
            sender = Party(mail: "a@example.com")
            recipient = Party()
        }
        #expect(unknown.ink < known.ink && unknown.rowsOfInk.count < known.rowsOfInk.count)
    }

    @Test func theNumberIsWrittenAsTheDirectoryDoesWhereItIsTheSame() throws {
        let dialled = try cover { $1.facsimile = nil }
        #expect(try cover { $1.facsimile = "+49 (228) 12345-0$fineResolution" } != dialled)
        #expect(try cover { $1.facsimile = "+49 30 999" } == dialled)
    }

    @Test func datesAreWrittenInWords() {
        #expect(CoverWords.english.words(Date(timeIntervalSince1970: 1_700_000_000)).contains("November 2023, "))
        #expect(CoverWords.of("de-AT").words(Date(timeIntervalSince1970: 1_700_000_000)).contains(". November 2023, "))
    }
}
