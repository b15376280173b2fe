import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Received faxes all the way into other people's mail store: somebody else's fax machine sends, Dovecot keeps, IMAP fetches, and Poppler
/// gives the pages of the PDF back.
@Suite("Faxes that are received, in a mail store", .timeLimit(.minutes(20)))
struct MailStoreTests {
    /// Runs `body` with a Faxpost that answers on the modem 2222, and mails into `store`.
    private func with(
        _ exchange: Exchange, _ store: DovecotServer, smarthost: String, received: String = "",
        _ body: (Faxpost) async throws -> Void
    ) async throws {
        let sections = """
            faxout:
              lines:
                - {name: line-1, device: "\(exchange.device("2222"))", station-id: "+49 30 2222",
                   flow-control: software, group: in, initialisation: [ATX4S0=0, AT+VCID=1], answer: {rings: 2}}
            received: {default-recipient: fax-in@example.com, patience: 1s, reply-domain: fax.example\(received)}
            deliver:
              hostname: fax.example
              first-retry: 50ms
              smarthosts: [\(smarthost)]
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            try await faxpost.start(.faxout).says("The line is ready")
            try await body(faxpost)
        }
        try await store.stop()
    }

    /// The only mail of the inbox, as soon as the fax is settled.
    private func mail(_ faxpost: Faxpost, _ store: DovecotServer) async throws -> String {
        try await faxpost.process(.deliver).says("The fax was mailed to", within: .seconds(300))
        let mails = try await store.inbox(of: "fax-in@example.com")
        #expect(mails.count == 1)
        return try #require(mails.first)
    }

    /// The pages of the PDF in a mail, as Poppler takes them out of it.
    private func pages(_ mail: String) async throws -> [PageBitmap] {
        let part = try #require(mail.components(separatedBy: "Content-Type: application/pdf").last)
        let body = try #require(part.components(separatedBy: "\r\n\r\n").dropFirst().first)
        let lines = try #require(body.components(separatedBy: "\r\n--").first)
        let folder = try TemporaryFolder()
        let file = try #require(Data(base64Encoded: lines, options: .ignoreUnknownCharacters))
        try file.write(to: folder.url.appending(path: "fax.pdf"))
        _ = try await ChildProcess.run("/usr/bin/pdfimages", [folder.path("fax.pdf"), folder.path("page")])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("page") }
        return try names.sorted().map { try PortableBitmap.read(folder.url.appending(path: $0)) }
    }

    @Test("efax sends: by LMTP over TCP, with TLS whose certificate is checked; the PDF has its pages pel by pel")
    func efax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let store = try await DovecotServer()
        let pages = [InkPage.page(1), InkPage.page(2)]
        let smarthost =
            "{address: \"localhost:\(store.port)\", protocol: lmtp, tls: verified, authorities: \(store.certificate)}"
        try await with(exchange, store, smarthost: smarthost) { faxpost in
            try await EfaxSender.send(pages, to: "2222", device: exchange.device("1001"))
            let mail = try await mail(faxpost, store)
            #expect(EfaxSender.are(try await self.pages(mail), pages))
            #expect(mail.contains("\r\nX-Fax-Complete: yes\r\n") && mail.contains("\r\nX-Fax-Coding: MH\r\n"))
            #expect(mail.contains("\r\nX-Fax-Local-Station: +49 30 2222\r\n"))
            // An answer to it is a fax to the caller.
            #expect(mail.contains("<1001@fax.example>\r\nSender: \"Faxpost\""))
            #expect(mail.contains("Content-Type: image/png"))
        }
    }

    @Test("HylaFAX sends: by LMTP over a unix socket, as PDF/A; the PDF has its pages pel by pel")
    func hylafax() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "1000"])
        let store = try await DovecotServer()
        let pages = [InkPage.page(1, rows: 2200), InkPage.page(2, rows: 2200), InkPage.page(3, rows: 2200)]
        let smarthost = "{address: \"unix:\(store.socket)\", protocol: lmtp}"
        try await with(exchange, store, smarthost: smarthost, received: ", attachment: pdf-a") { faxpost in
            let sender = try await HylaFAXSender(device: exchange.device("1001"))
            try await sender.send(pages, to: "2222")
            let mail = try await mail(faxpost, store)
            try await sender.stop()
            #expect(try await self.pages(mail) == pages)
            #expect(mail.contains("\r\nX-Fax-Error-Correction: yes\r\n"))
        }
    }
}
