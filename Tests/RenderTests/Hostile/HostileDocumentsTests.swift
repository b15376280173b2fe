import Configuration
import FaxModel
import Foundation
import MIME
import Pipeline
import Testing
import Typesetting

@testable import render

@Suite("Bombs cost their part, and nothing else", .serialized, .timeLimit(.minutes(20))) struct HostileDocumentsTests {
    /// Seconds that a document has.
    private static let seconds = 10

    /// The worker that all of them meet.
    private static let renderer = Result {
        let settings = try TestRendering.settings("sandbox: {time: \(seconds)s}")
        return MailRenderer(
            typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox))
    }

    /// The same, with time.
    private static let patient = Result {
        let settings = try TestRendering.settings()
        return MailRenderer(
            typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox))
    }

    private func pages(
        of parts: [(header: String, body: [UInt8])], by renderer: MailRenderer
    ) async throws -> MailRenderer.Result {
        try await renderer.pages(of: try Mail(parsing: TestRendering.mail(parts)), PageLayout(.fine, paper: .a4))
    }

    /// The bomb's part is left out with a reason, and what comes after it is printed.
    private func check(_ bomb: Bomb) async throws {
        let part = TestRendering.attachment("application/octet-stream", bomb.name, try bomb.bytes())
        let result = try await pages(of: [part, TestRendering.text("After it.")], by: Self.renderer.get())
        switch bomb.fate {
        case .refused:
            #expect(result.omitted.map(\.name) == [bomb.name], "\(result.pages.count) pages")
            #expect(result.pages.count == 1, "the text beside it is printed")
        case .refusedOrPrinted:
            #expect(result.omitted.count <= 1 && result.pages.count <= 12, "\(result)")
        }
        for omitted in result.omitted {
            #expect(omitted.reason.count > 10 && omitted.reason.hasSuffix("."), "\(omitted.reason)")
        }
        // With all the time that a machine takes that has much else to do.
        let next = try await pages(
            of: [TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: [bomb.testDescription]).bytes)],
            by: Self.patient.get())
        #expect(next.pages.count == 1 && next.omitted.isEmpty, "the next mail")
    }

    @Test(arguments: Bomb.pdfs) func pdf(bomb: Bomb) async throws { try await check(bomb) }

    @Test(arguments: Bomb.tiffs) func tiff(bomb: Bomb) async throws { try await check(bomb) }

    @Test(arguments: Bomb.pictures) func picture(bomb: Bomb) async throws { try await check(bomb) }

    @Test(arguments: Bomb.offices) func office(bomb: Bomb) async throws { try await check(bomb) }

    @Test(arguments: Bomb.texts) func text(bomb: Bomb) async throws { try await check(bomb) }

    @Test("A mail within mails beyond reason is refused as a whole, and says why", arguments: [100, 5000])
    func nested(depth: Int) async throws {
        let mail = String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: depth) + "Subject: x\r\n\r\nx\r\n"
        let renderer = OrderRenderer(renderer: try Self.renderer.get())
        let completion = try await renderer.completion(of: try TestRendering.order(), mail: Array(mail.utf8))
        #expect(completion.successors.map(\.stage) == [.deliver])
        let report = try JSONDecoder().decode(
            JobReport.self, from: Data(try #require(completion.successors.first).payload))
        guard case .failed(let failure) = report.result else {
            Issue.record("\(report.result)")
            return
        }
        #expect(failure.sentence.contains("nested"))
    }
}
