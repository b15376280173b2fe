import FaxModel
import Pipeline
import TestSupport
import Testing

/// What is confirmed on a bad line is right, in both directions: nothing is lost, and nothing comes twice.
@Suite("A bad line", .timeLimit(.minutes(15)))
struct BadLineTests {
    private let pages = (1...3).map { InkPage.page($0) }

    @Test(
        "HylaFAX sends with error correction: not a pel is wrong",
        arguments: [
            ["--snr", "20"], ["--burst", "3000,60,-18", "--start", "12"],
        ])
    func corrected(_ impairments: [String]) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0"] + impairments)
        let hylafax = try await HylaFAXSender(device: exchange.device("1001"))
        try await OwnLines.with([OwnLines.Line(device: exchange.device("2222"), answers: true)]) { lines in
            try await hylafax.send(pages, to: "2222")
            let fax = try await lines.received(at: "2222")
            try await hylafax.stop()
            #expect(fax.history.attempts.map(\.outcome) == [.sent], "\(fax.call.text)")
            #expect(fax.history.attempts.map(\.errorCorrection) == [true])
            #expect(fax.pages == pages)
        }
    }

    @Test("HylaFAX sends a page that comes badly: it is refused (RTN), and its repetition takes its place in the mail")
    func refused() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Self.options + Self.badPage)
        let hylafax = try await HylaFAXSender(
            device: exchange.device("1001"), options: "Class1ECMSupport: no\nRTNHandlingMethod: Retransmit")
        try await ReceivingFaxpost.with(exchange) { receiver in
            try await hylafax.send(pages, to: "2222")
            let fax = try await receiver.mail()
            try await hylafax.stop()
            #expect(fax.pages == pages)
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Confirmed-Pages") == "3")
            let call = try await receiver.call(fax)
            #expect(call.count("RTN", by: .ours) == 1)
        }
    }

    @Test("HylaFAX gives up a page that was refused: it is not told that it has arrived")
    func givenUp() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Self.options + Self.badPage)
        let hylafax = try await HylaFAXSender(
            device: exchange.device("1001"), options: "Class1ECMSupport: no\nRTNHandlingMethod: Giveup")
        try await OwnLines.with([OwnLines.Line(device: exchange.device("2222"), answers: true)]) { lines in
            try await hylafax.send(pages, to: "2222")
            let fax = try await lines.received(at: "2222")
            try await hylafax.stop()
            #expect(fax.call.count("RTN", by: .ours) == 1)
            #expect(fax.history.attempts.map(\.outcome) != [.sent])
            #expect(fax.history.job.confirmedPages == 0)
            #expect(fax.pages.count == 1)
        }
    }

    @Test("efax sends a page that comes badly: it is refused (RTN), and its repetition takes its place in the mail")
    func refusedFromEfax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Self.efaxOptions + Self.badPage)
        try await ReceivingFaxpost.with(exchange) { receiver in
            try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let fax = try await receiver.mail()
            #expect(EfaxSender.are(fax.pages, pages))
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Confirmed-Pages") == "3")
            let call = try await receiver.call(fax)
            #expect(call.count("RTN", by: .ours) == 1)
        }
    }

    @Test("A page with some damage is taken, and training asked for (RTP): the pages after it are whole")
    func retrained() async throws {
        let exchange = try await Exchange(
            numbers: ["1001", "2222"], Self.options + ["--burst", "1200,30,-18", "--start", "14", "--stop", "26"])
        let hylafax = try await HylaFAXSender(device: exchange.device("1001"), options: "Class1ECMSupport: no")
        try await ReceivingFaxpost.with(exchange) { receiver in
            try await hylafax.send(pages, to: "2222")
            let fax = try await receiver.mail()
            try await hylafax.stop()
            #expect(fax.pages.count == 3)
            #expect(fax.pages.dropFirst() == pages.dropFirst())
            #expect(fax.field("X-Fax-Complete") == "yes")
            #expect(fax.field("X-Fax-Confirmed-Pages") == "3")
            let call = try await receiver.call(fax)
            #expect(call.count("RTP", by: .ours) == 1)
            #expect(call.count("RTN", by: .ours) == 0)
        }
    }

    /// What breaks off carriers, and flags, too: spandsp's modem then hangs until it is told to listen anew.
    @Test("HylaFAX sends over a line with gaps: every page is confirmed once, and is what was sent")
    func gaps() async throws {
        let pages = Array(pages.prefix(2))
        let exchange = try await Exchange(
            numbers: ["1001", "2222"], ["--turbo", "0", "--lost", "0.002", "--start", "12"])
        let hylafax = try await HylaFAXSender(device: exchange.device("1001"))
        try await OwnLines.with([OwnLines.Line(device: exchange.device("2222"), answers: true)]) { lines in
            try await hylafax.send(pages, to: "2222")
            var confirmed: [PageBitmap] = []
            var calls: [String] = []
            while confirmed.count < pages.count, calls.count < 8 {
                let fax = try await lines.received(at: "2222", calls.count + 1)
                calls.append(fax.call.text)
                confirmed += fax.pages.prefix(fax.history.job.confirmedPages)
            }
            try await hylafax.stop()
            #expect(confirmed == pages, "\(calls.joined(separator: "\n\n"))")
        }
    }

    @Test("HylaFAX is cut off, and calls again: every page is confirmed once, and is what was sent")
    func cut() async throws {
        // Long enough for a page, too short for two.
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--cut", "45"])
        let hylafax = try await HylaFAXSender(device: exchange.device("1001"))
        let pages = Array(pages.prefix(2))
        try await OwnLines.with([OwnLines.Line(device: exchange.device("2222"), answers: true)]) { lines in
            try await hylafax.send(pages, to: "2222")
            var confirmed: [PageBitmap] = []
            var calls = 0
            while confirmed.count < pages.count {
                calls += 1
                let fax = try await lines.received(at: "2222", calls)
                let count = fax.history.job.confirmedPages
                #expect(fax.pages.count - count <= 1)
                confirmed += fax.pages.prefix(count)
            }
            try await hylafax.stop()
            #expect(calls == 2)
            #expect(confirmed == pages)
        }
    }

    @Test("HylaFAX refuses a page that came badly (RTN): we train anew and send it again, in the same call")
    func refusedByHylaFAX() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Self.options + Self.badPage)
        // It writes the next page over the one that it has refused.
        let hylafax = try await HylaFAX(
            device: exchange.device("2222"), options: "Class1ECMSupport: no\nBadPageHandlingMethod: RTN")
        try await OwnLines.with([OwnLines.Line(device: exchange.device("1001"))]) { lines in
            let sent = try await lines.send([OwnLines.Fax(pages: pages)], to: "2222", line: 0)
            #expect(sent.map { $0.history.attempts.map(\.confirmedPages) } == [[3]])
            #expect(sent.map { $0.call.count("RTN", by: .far) } == [1])
            #expect(try await hylafax.received().map(Pages.bitmaps) == sent.map(\.pages))
        }
    }

    @Test("efax refuses a page that came badly (RTN): we train anew and send it again, in the same call")
    func refusedByEfax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Self.efaxOptions + Self.badPage)
        let efax = try await Efax(device: exchange.device("2222"))
        try await OwnLines.with([OwnLines.Line(device: exchange.device("1001"))]) { lines in
            let sent = try await lines.send([OwnLines.Fax(pages: pages)], to: "2222", line: 0)
            #expect(sent.map { $0.history.attempts.map(\.confirmedPages) } == [[3]])
            #expect(sent.map { $0.call.count("RTN", by: .far) } == [1])
            // It keeps the page that it has refused, too.
            let received = try await efax.received().map(Pages.bitmap)
            #expect(received.count == 4)
            #expect(Array(received.dropFirst()) == sent.first?.pages)
        }
    }

    /// Bursts of noise in the first page, and not in its training.
    private static let badPage = ["--burst", "100,20,-18", "--start", "14", "--stop", "26"]
    private static let options = ["--turbo", "0", "--grace", "500"]
    private static let efaxOptions = ["--turbo", "15"]
}
