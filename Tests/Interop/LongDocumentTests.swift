import FaxModel
import Pipeline
import TestSupport
import Testing

@Suite("Twenty pages", .timeLimit(.minutes(15)))
struct LongDocumentTests {
    @Test("To HylaFAX, in one call")
    func toHylaFAX() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 20)
            #expect(history.attempts.map(\.confirmedPages) == [20])
            #expect(try await hylafax.received().map(Pages.bitmaps) == [faxpost.sentPages(history)])
        }
    }

    @Test("To efax, in one call")
    func toEfax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 20)
            #expect(history.attempts.map(\.confirmedPages) == [20])
            #expect(try await efax.received().map(Pages.bitmap) == faxpost.sentPages(history))
        }
    }

    @Test("From HylaFAX, in one mail")
    func fromHylaFAX() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let pages = (1...20).map { InkPage.page($0) }
        try await ReceivingFaxpost.with(exchange) { receiver in
            let hylafax = try await HylaFAXSender(device: exchange.device("1001"))
            try await hylafax.send(pages, to: "2222")
            let fax = try await receiver.mail()
            try await hylafax.stop()
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Confirmed-Pages") == "20")
            #expect(fax.pages == pages)
        }
    }

    @Test("From efax, in one mail")
    func fromEfax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let pages = (1...20).map { InkPage.page($0) }
        try await ReceivingFaxpost.with(exchange) { receiver in
            try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let fax = try await receiver.mail()
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Confirmed-Pages") == "20")
            #expect(EfaxSender.are(fax.pages, pages))
        }
    }
}
