import FaxModel
import Pipeline
import TestSupport
import Testing

@Suite("We receive what others send, and mail it", .timeLimit(.minutes(20)))
struct ReceivingTests {
    @Test("efax, without error correction: pel by pel the pages that it was given")
    func efax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let pages = [InkPage.page(1), InkPage.page(2)]
        try await ReceivingFaxpost.with(exchange) { receiver in
            try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let fax = try await receiver.mail()
            #expect(fax.pages.map(\.rows) == pages.map { $0.rows + EfaxSender.blankRows })
            for (received, sent) in zip(fax.pages, pages) {
                var expected = PageBitmap(width: sent.width, rows: EfaxSender.blankRows)
                expected.append(sent)
                #expect(received == expected)
            }
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Remote-Station") == "+49 1001")
            #expect(fax.field("X-Fax-Caller") == "1001")
            #expect(fax.field("X-Fax-Dialled") == "2222")
            let job = try #require(fax.job)
            let history = try await receiver.faxpost.settled(job)
            #expect(history.job.state == .received)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.attempts.first?.errorCorrection == false)
            #expect(try await receiver.faxpost.faxctl("document", "\(job)", "received").isEmpty == false)
            let call = try #require(history.attempts.first?.call)
            #expect(try await receiver.faxpost.faxctl("call", "\(call)").contains("MCF"))
        }
    }

    @Test("HylaFAX: pel by pel the pages that it was given", arguments: [true, false])
    func hylafax(errorCorrection: Bool) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "1000"])
        let pages = [InkPage.page(1, rows: 2200), InkPage.page(2, rows: 2200), InkPage.page(3, rows: 2200)]
        try await ReceivingFaxpost.with(exchange) { receiver in
            let hylafax = try await HylaFAXSender(
                device: exchange.device("1001"), options: errorCorrection ? "" : "Class1ECMSupport: no")
            try await hylafax.send(pages, to: "2222")
            let fax = try await receiver.mail()
            try await hylafax.stop()
            #expect(fax.pages == pages)
            #expect(fax.field("X-Fax-Complete") == "yes")
            let history = try await receiver.faxpost.settled(try #require(fax.job))
            #expect(history.attempts.first?.errorCorrection == errorCorrection)
        }
    }

    @Test("Two of our own lines call each other: faxes of several pages, each a document of its own")
    func ourselves() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        try await ReceivingFaxpost.with(exchange, numbers: ["1001", "2222"]) { both in
            let sender = SendingFaxpost(faxpost: both.faxpost)
            let histories = try await sender.sentTogether(to: "2222", pages: [2, 3])
            var sent: [PageBitmap] = []
            for history in histories { sent += try await sender.sentPages(history) }
            // The others tell of the faxes that were sent.
            var received: [ReceivingFaxpost.Fax] = []
            for number in 1...3 {
                guard let fax = try? await both.mail(number), fax.field("X-Fax-Direction") == "received" else {
                    continue
                }
                received.append(fax)
            }
            #expect(received.map(\.pages) == [sent])
            #expect(received.first?.field("X-Fax-Remote-Station") == "+49 30 1001")
            #expect(try await both.faxpost.faxctl("lines").contains("bit/s"))
        }
    }

    @Test("At 400 dots an inch, where both have it: our own two lines")
    func dense() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        try await ReceivingFaxpost.with(exchange, numbers: ["1001", "2222"]) { both in
            let sender = SendingFaxpost(faxpost: both.faxpost)
            let history = try await sender.sent(to: "2222", pages: 1, resolution: .inch400)
            let sent = try await sender.sentPages(history)
            #expect(sent.map(\.width) == [3456])
            // The other mail tells of the fax that was sent.
            var received: [ReceivingFaxpost.Fax] = []
            for number in 1...2 {
                guard let fax = try? await both.mail(number), fax.field("X-Fax-Direction") == "received" else {
                    continue
                }
                received.append(fax)
            }
            #expect(received.map(\.pages) == [sent])
        }
    }

    @Test("A line that answers sends as well, and answers again after that")
    func bothWays() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        try await ReceivingFaxpost.with(exchange, group: "default") { both in
            let efax = try await Efax(device: exchange.device("1001"))
            let sender = SendingFaxpost(faxpost: both.faxpost)
            let history = try await sender.sent(to: "1001", pages: 1)
            #expect(try await efax.received().map(Pages.bitmap) == sender.sentPages(history))
            try await EfaxSender.send([InkPage.page(1)], to: "2222", device: exchange.device("1001"))
            // The first mail tells of the fax that was sent.
            #expect(try await both.mail(2).pages.count == 1)
        }
    }

    @Test("A call that is cut: what has come goes on, marked as not complete")
    func cut() async throws {
        // Long enough for a page, too short for three.
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions + ["--cut", "45"])
        try await ReceivingFaxpost.with(exchange) { receiver in
            let pages = (1...4).map { InkPage.page($0) }
            await #expect(throws: SupportError.self) {
                try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            }
            let fax = try await receiver.mail()
            #expect(fax.field("X-Fax-Complete") == "no")
            #expect(!fax.pages.isEmpty && fax.pages.count < 4)
            #expect(fax.text.contains("may not be complete"))
        }
    }
}
