import FaxModel
import Pipeline
import TestSupport
import Testing

@Suite("HylaFAX receives what we send", .timeLimit(.minutes(20)))
struct HylaFAXTests {
    @Test("In error correction mode: MMR at 14,400 bit/s, pel by pel the pages that were sent")
    func errorCorrection() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 3)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.attempts.first?.coding == "MMR")
            #expect(history.attempts.first?.errorCorrection == true)
            #expect(history.attempts.first?.bitRate == 14400)
            #expect(history.attempts.first?.remoteStation == "HylaFAX 2222")
            #expect(try await hylafax.received().map(Pages.bitmaps) == [faxpost.sentPages(history)])
        }
    }

    @Test("In resolutions that not every machine has", arguments: [Resolution.superfine, .inch300])
    func dense(resolution: Resolution) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"), options: "Class1ExtendedRes: yes")
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 1, resolution: resolution)
            let sent = try await faxpost.sentPages(history)
            #expect(sent.map(\.width) == [resolution.pels])
            #expect(try await hylafax.received().map(Pages.bitmaps) == [sent])
        }
    }

    @Test("Three faxes in one call are three faxes there: each its own document, each sent")
    func severalFaxes() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let histories = try await faxpost.sentTogether(to: "2222", pages: [2, 1, 3])
            var sent: [[PageBitmap]] = []
            for history in histories {
                #expect(history.attempts.map(\.outcome) == [.sent])
                sent.append(try await faxpost.sentPages(history))
            }
            #expect(sent.map(\.count) == [2, 1, 3])
            let received = try await hylafax.received(calls: 3).map(Pages.bitmaps)
            #expect(received.map(\.count) == [2, 1, 3])
            #expect(received == sent)
            #expect(exchange.process.output.split(separator: "\n").count { $0.contains(" dials ") } == 1)
        }
    }

    @Test("A password, as SID and as PWD, and a subaddress keep it from nothing")
    func password() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(
                to: "FAX=2222/T33S=17", pages: 1, fields: ["X-Fax-Password: 4711"])
            #expect(history.attempts.map(\.outcome) == [.sent])
            let call = try #require(history.attempts.first?.call)
            let log = try await faxpost.faxpost.client.query(.call(call), as: CallLog.self)
            let told = ["PWD (4 characters)", "SID (4 characters)", "SUB \"17\""]
            #expect(told.allSatisfy { log.count($0, by: .ours) > 0 }, "\(log.text)")
            #expect(try await hylafax.received().map(Pages.bitmaps) == [faxpost.sentPages(history)])
        }
    }

    @Test("Bursts of noise are repaired by error correction: not a pel is wrong")
    func bursts() async throws {
        let exchange = try await Exchange(
            numbers: ["1001", "2222"], ["--turbo", "0", "--burst", "3000,60,-18", "--start", "12"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 2)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(try await hylafax.received().map(Pages.bitmaps) == [faxpost.sentPages(history)])
        }
    }

    @Test("Without error correction: MR or MH, pel by pel the pages that were sent")
    func withoutErrorCorrection() async throws {
        // It throws away what has come within its terminal's time after CONNECT: in life that is nothing.
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "1000"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"), options: "Class1ECMSupport: no")
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 2)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.attempts.first?.errorCorrection == false)
            #expect(try await hylafax.received().map(Pages.bitmaps) == [faxpost.sentPages(history)])
        }
    }

    @Test("A call that is cut goes on in another with the first page that was not confirmed")
    func cut() async throws {
        // Long enough for a page, too short for three.
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--cut", "38"])
        let hylafax = try await HylaFAX(device: exchange.device("2222"))
        try await SendingFaxpost.with(exchange) { faxpost in
            let history = try await faxpost.sent(to: "2222", pages: 4)
            // HylaFAX takes its time until it answers again.
            let attempts = history.attempts.filter { $0.outcome != .noAnswer && $0.outcome != .busy }
            #expect(attempts.count > 1)
            #expect(attempts.dropLast().allSatisfy { $0.outcome == .dropped })
            // A modem that says nothing of it is not taken for a broken one.
            #expect(!attempts.contains { $0.sentence?.contains("Our modem") ?? true }, "\(attempts)")
            #expect(attempts.map(\.confirmedPages).reduce(0, +) == 4)
            // Of each call, the pages that it confirmed come first.
            let calls = try await hylafax.received(calls: attempts.count).map(Pages.bitmaps)
            let confirmed = zip(calls, attempts).flatMap { $0.prefix($1.confirmedPages) }
            #expect(try await confirmed == faxpost.sentPages(history))
            // Each call says who calls, as the first did.
            for attempt in attempts {
                let log = try await faxpost.faxpost.client.query(.call(attempt.call), as: CallLog.self)
                #expect(log.entries.contains { $0.party == .ours && $0.text == "TSI \"+49 30 1001\"" }, "\(log)")
            }
        }
    }
}
