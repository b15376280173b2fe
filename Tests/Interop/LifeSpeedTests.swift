import FaxModel
import Pipeline
import TestSupport
import Testing

/// Modems and line are iaxmodem's: no timing of ours is hidden by an exchange of ours that waits for us.
@Suite("At life speed", .timeLimit(.minutes(20)))
struct LifeSpeedTests {
    @Test("HylaFAX receives from us over iaxmodem's modems, pel by pel")
    func sending() async throws {
        let modems = try await Iaxmodem()
        let hylafax = try await HylaFAX(device: modems.device(1))
        try await OwnLines.with([OwnLines.Line(device: modems.device(0))]) { lines in
            let fax = OwnLines.Fax(pages: [InkPage.page(1), InkPage.page(2)])
            let sent = try await lines.send([fax], to: "1001", line: 0)
            // For 5 s after the line's test its modem hears no dial tone: that is our trouble, and no call.
            let calls = sent.flatMap(\.history.attempts).filter { $0.outcome != .local }
            #expect(calls.map(\.outcome) == [.sent])
            #expect(calls.map(\.errorCorrection) == [true])
            #expect(try await hylafax.received().map(Pages.bitmaps) == sent.map(\.pages))
        }
    }

    @Test("We receive from HylaFAX over iaxmodem's modems, pel by pel")
    func receiving() async throws {
        let modems = try await Iaxmodem()
        let pages = [InkPage.page(1), InkPage.page(2)]
        try await OwnLines.with([OwnLines.Line(device: modems.device(0), answers: true)]) { lines in
            let hylafax = try await HylaFAXSender(device: modems.device(1))
            try await hylafax.send(pages, to: "1000")
            let fax = try await lines.received(at: nil)
            try await hylafax.stop()
            #expect(fax.history.attempts.map(\.outcome) == [.sent])
            #expect(fax.history.attempts.map(\.errorCorrection) == [true])
            #expect(fax.pages == pages)
        }
    }
}
