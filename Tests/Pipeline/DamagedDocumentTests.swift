import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

/// A document's file that is damaged on the spool's disk while a task that needs it waits.
@Suite("A damaged document is not sent, and its sender hears of it at once", .timeLimit(.minutes(20)))
struct DamagedDocumentTests {
    /// What happens to a file.
    enum Damage: CaseIterable {
        case changed, cutOff, deleted

        fileprivate func happens(to file: URL) throws {
            switch self {
            case .changed:
                var content = try Data(contentsOf: file)
                content[content.count / 2] ^= 1
                try content.write(to: file)
            case .cutOff:
                try Data(contentsOf: file).dropLast().write(to: file)
            case .deleted:
                try FileManager.default.removeItem(at: file)
            }
        }
    }

    @Test("The mail, before its order or its pages are made", arguments: [Faxpost.Program.enrich, .render])
    func mail(program: Faxpost.Program) async throws {
        for damage in Damage.allCases { try await damaged("mail", damage, waitingFor: program) }
    }

    @Test("The pages, before they are sent", arguments: Damage.allCases)
    func pages(damage: Damage) async throws {
        try await damaged("pages", damage, waitingFor: .faxout)
    }

    /// A document is damaged while its task waits for `program`, another fax waits with it, and one comes later with the same
    /// pages.
    private func damaged(_ role: String, _ damage: Damage, waitingFor program: Faxpost.Program) async throws {
        let exchange = try await Exchange(numbers: ["1001"])
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.all(line: exchange.device("1001"), mail: mailServer.port)) { faxpost in
            let file = faxpost.folder.path("noise.tiff")
            try Data(Self.noise()).write(to: URL(filePath: file))
            let options = ["--attach-type", "image/tiff", "--attach", "@\(file)"]
            let programs = Faxpost.Program.allCases.filter { $0 != program }
            try await faxpost.start(programs)
            let job = try await faxpost.send(to: "2222", options: options)[0]
            let other = try await faxpost.send(to: "90001")[0]
            let waiting = try await faxpost.job(job) { history in
                history.tasks.contains { $0.stage.rawValue == program.rawValue && $0.state == "ready" }
            }
            let document = try #require(waiting.documents[role])
            let name = document.digest.description
            try damage.happens(
                to: URL(filePath: faxpost.folder.path("spool/documents/\(name.prefix(2))/\(name)")))
            try await faxpost.start(program)

            let history = try await faxpost.settled(job)
            #expect(history.job.state == .failed)
            #expect(history.attempts.isEmpty)
            let reason = try #require(history.job.result)
            #expect(reason.contains("The spool has lost a part of the fax: document \(name) "))
            #expect(history.events.contains { $0.text == reason })
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Job") == job.description)
            #expect(mail.field("X-Fax-Result") == "failed")
            #expect(mail.field("X-Fax-Message") == reason)

            #expect(try await faxpost.settled(other).attempts.count == 4)
            let again = try await faxpost.send(to: "90001", options: options)[0]
            #expect(try await faxpost.settled(again).attempts.count == 4, "the same once more is whole")
            #expect(exchange.calls.allSatisfy { $0.contains("dials 90001") })
        }
    }

    /// A page that is large however it is coded.
    private static func noise() throws -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        var page = PageBitmap(width: 1728, rows: 1100)
        for row in 0..<page.rows {
            for x in 0..<page.width { page[x, row] = Bool.random(using: &generator) }
        }
        var writer = TIFFWriter()
        try writer.append(page, resolution: .standard)
        return try writer.finish()
    }
}
