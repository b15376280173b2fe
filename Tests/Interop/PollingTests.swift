import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Documents are fetched (polling)", .timeLimit(.minutes(20)))
struct PollingTests {
    private let folder: TemporaryFolder
    private let pages = (1...2).map { InkPage.page($0) }
    private let others = [InkPage.page(3)]

    init() throws {
        folder = try TemporaryFolder()
        try Data(InkPage.file(pages, resolution: .fine)).write(to: URL(filePath: folder.path("list.tif")))
        try Data(InkPage.file(others, resolution: .fine)).write(to: URL(filePath: folder.path("branches.tif")))
        for (name, password) in [("right", "4711"), ("wrong", "4712")] {
            try folder.write(name, "\(password)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path(name))
        }
    }

    /// A line that gives out one document to everybody, and one by address and password.
    private var polling: String {
        "polling: [{document: \"\(folder.path("list.tif"))\"}, {document: \"\(folder.path("branches.tif"))\", "
            + "address: \"17\", password-file: \"\(folder.path("right"))\"}]"
    }

    /// Whether these pages came, beneath their header lines.
    private static func are(_ received: [PageBitmap], _ sent: [PageBitmap]) -> Bool {
        let header = 64
        return received.count == sent.count
            && zip(received, sent).allSatisfy { received, sent in
                received.rows == sent.rows
                    && received.bytes.dropFirst(header * sent.rowBytes)
                        .elementsEqual(sent.bytes.dropFirst(header * sent.rowBytes))
                    && received.bytes.prefix(header * sent.rowBytes).contains { $0 != 0 }
            }
    }

    @Test("HylaFAX fetches ours, with error correction and without", arguments: [true, false])
    func hylafaxPolls(errorCorrection: Bool) async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "1000"])
        let line = OwnLines.Line(device: exchange.device("2222"), answers: true, answering: ", \(polling)")
        try await OwnLines.with([line]) { lines in
            let hylafax = try await HylaFAXSender(
                device: exchange.device("1001"), options: errorCorrection ? "" : "Class1ECMSupport: no")
            try await hylafax.poll("2222")
            let call = try await lines.call(at: "2222")
            #expect(call.job.state == .sent)
            #expect(call.attempts.map(\.confirmedPages) == [2])
            #expect(call.attempts.map(\.errorCorrection) == [errorCorrection])
            try await eventually("HylaFAX has the pages") {
                hylafax.fetched.contains { (try? Pages.bitmaps(Array(Data(contentsOf: URL(filePath: $0)))).count) == 2 }
            }
            let files = hylafax.fetched
            try await hylafax.stop()
            let received = try files.map { try Pages.bitmaps(Array(Data(contentsOf: URL(filePath: $0)))) }
            #expect(received.contains { Self.are($0, pages) })
        }
    }

    @Test(
        "We fetch from another line of ours: it comes by mail to whom it was fetched for, and is in the history of both"
    )
    func wePoll() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        // On a busy machine more than a second may go by until the spool hears that the call goes on.
        try await ReceivingFaxpost.with(
            exchange, numbers: ["1001", "2222"], answer: polling, patience: "60s"
        ) { both in
            let plain = try await both.faxpost.faxctl("poll", "2222")
            let first = try await both.mail(1)
            #expect(Self.are(first.pages, pages))
            #expect(first.field("X-Fax-Dialled") == "2222")
            #expect(first.field("X-Fax-Remote-Station") == "+49 30 2222")
            #expect(first.field("X-Fax-Complete") == "yes")
            #expect(first.field("To") == "<\(ReceivingFaxpost.recipient)>")
            let job = try #require(JobID(plain.trimmingCharacters(in: .whitespacesAndNewlines)))
            let history = try await both.faxpost.settled(job)
            #expect(history.job.state == .received)
            #expect(history.attempts.map(\.outcome) == [.sent])
            #expect(history.attempts.map(\.confirmedPages) == [2])

            _ = try await both.faxpost.faxctl(
                "poll", "2222", "--selective-polling", "17", "--password-file", folder.path("right"), "--to",
                "jane@example.com")
            let second = try await both.mail(2)
            #expect(Self.are(second.pages, others))
            #expect(second.field("To") == "<jane@example.com>")

            let calls = try await both.faxpost.faxctl("calls")
            #expect(calls.split(separator: "\n").count { $0.contains(" in ") } == 2)
            #expect(
                calls.split(separator: "\n").count { $0.contains(" out ") } == 4, "the job, and the fax that it brought"
            )
            let log = try await both.faxpost.faxctl("call", "\(try #require(history.attempts.first?.call))")
            #expect(log.contains("DTC") && !log.contains("4711"))
        }
    }

    @Test("A wrong password gets nothing, and whoever wanted it is told")
    func refused() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"])
        try await ReceivingFaxpost.with(exchange, numbers: ["1001", "2222"], answer: polling) { both in
            let text = try await both.faxpost.faxctl(
                "poll", "2222", "--selective-polling", "17", "--password-file", folder.path("wrong"), "--to",
                "jane@example.com")
            let job = try #require(JobID(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            let history = try await both.faxpost.job(job) { $0.job.state.hasEnded }
            #expect(history.job.state == .failed)
            #expect(history.attempts.map(\.outcome) == [.incompatible])
            let mail = try await both.notification(1)
            #expect(mail.contains("No fax was fetched from 2222."))
        }
    }
}
