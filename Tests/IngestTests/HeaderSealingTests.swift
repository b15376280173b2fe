import Configuration
import FaxModel
import FaxRequests
import Foundation
import NIOCore
import SMTP
import SealedHeaders
import Secrets
import TestSupport
import Testing

@testable import ingest

@Suite("Passwords in a mail's header are sealed before it is stored") struct HeaderSealingTests {
    private let seal: SecretSeal
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("key", String(repeating: "0123456789", count: 4) + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("key"))
        seal = try SecretSeal(SecretFile(path: folder.path("key"), option: "key"))
    }

    /// A mail as it is stored.
    private func stored(
        _ header: String, body: String = "X-Fax-Password: 99\r\n", names: FieldNames = FieldNames(), hasKey: Bool = true
    ) -> String {
        let octets = Array("\(header)\r\n\(body)".utf8)
        let sealing = HeaderSealing(names: names, seal: hasKey ? seal : nil)
        return String(decoding: sealing.sealed(octets, header: header.utf8.count), as: UTF8.self)
    }

    /// The password that a field of a stored mail has, opened.
    private func password(_ mail: String) throws -> String {
        let line = try #require(mail.split(separator: "\r\n").first { $0.hasPrefix("X-Fax-Password: ") })
        return try seal.open(StoredSecret(stored: String(line.dropFirst("X-Fax-Password: ".count))))
    }

    @Test(arguments: [
        "X-Fax-Password: 4711 08*#\r\n", "x-fax-PASSWORD:4711 08*#\r\n", "X-Fax-Password:\r\n\t4711\r\n 08*#\r\n",
        "X-Fax-Password: =?utf-8?q?4711_08*=23?=\r\n", "X-Fax-Password \t: 4711 08*#\r\n",
    ])
    func howeverItIsWritten(field: String) throws {
        let mail = stored("Subject: a\r\n\(field)To: b\r\n")
        #expect(try password(mail) == "4711 08*#")
        #expect(!mail.contains("4711"))
        #expect(mail.hasPrefix("Subject: a\r\nX-Fax-Password: sealed:"))
        #expect(mail.hasSuffix("\r\nTo: b\r\n\r\nX-Fax-Password: 99\r\n"), "what is no header stays as it is")
    }

    @Test func alsoByTheNamesOfApplications() throws {
        var names = FieldNames()
        #expect(names.add("X-Old", for: "X-Fax-Password") && names.add(value: "clinic", of: "X-Old", for: "4711"))
        #expect(try password(stored("X-Old: clinic\r\n", names: names)) == "4711")
        #expect(try password(stored("X-Old: 12\r\n", names: names)) == "12")
    }

    @Test func whatCanBeNoPasswordIsNotKeptEither() {
        #expect(stored("X-Fax-Password: geheim\r\n", body: "") == "X-Fax-Password: withheld\r\n\r\n")
        #expect(stored("X-Fax-Password: 4711\r\n", body: "", hasKey: false) == "X-Fax-Password: withheld\r\n\r\n")
    }

    @Test func whatIsSealedAlreadyIsNotTakenFromAClient() {
        let field = "X-Fax-Password: \(seal.seal("4711").text)\r\n"
        #expect(stored(field, body: "") == "X-Fax-Password: withheld\r\n\r\n", "it may be another one's")
        var names = FieldNames()
        #expect(names.add("X-Old", for: "X-Fax-Password") && names.add(value: "*", of: "X-Old", for: "sealed:AAAA"))
        #expect(stored("X-Old: 1\r\n", body: "", names: names) == "X-Fax-Password: withheld\r\n\r\n")
    }

    @Test func whatIsNoSecretStaysAsItIs() {
        let header = "X-Fax-Priority: bulk\r\n folded\r\nX: 4711\r\nX-Fax-Papr: a4\r\nPassword\r\nPassword: 1\r\n"
        #expect(stored(header, body: "") == header + "\r\n")
    }

    @Test(
        "A line without its colon is no field, and refused; what it says is not kept until then",
        arguments: [
            "X-Fax-Password 4711", "X-Fax-Password\r\n : 4711", "x-fax-password 4711: x", "X-Fax-Password=4711",
            "X-Fax-Password;4711", "X-Fax-Password4711", "X-Fax-Password=4711: x", "X-Fax-PasswordGeheim",
        ])
    func linesThatAreNoField(line: String) {
        let stored = stored("\(line)\r\nX: 1\r\n", body: "")
        #expect(stored.lowercased() == "x-fax-password: withheld\r\nx: 1\r\n\r\n")
    }

    @Test(
        arguments: [
            ("X-Fax-Pasword", "X-Fax-Pasword"), ("x-fax-passwort", "x-fax-passwort"), ("X-FAX-PASSWD", "X-FAX-PASSWD"),
            ("X-Fax-Password1", "X-Fax-Password"), ("X-Fax-Pasword=4711", "X-Fax-Pasword"),
        ])
    func aPasswordUnderAMistypedNameIsNotKept(name: String, kept: String) {
        #expect(
            stored("\(name) : 4711\r\n 08\r\nX-Fax-Tries: 3\r\n", body: "")
                == "\(kept): withheld\r\nX-Fax-Tries: 3\r\n\r\n")
    }

    @Test func aLargeMailKeepsItsHeaderWholeUntilItIsSealed() throws {
        let envelope = MailEnvelope(
            hello: MailEnvelope.Hello(name: "client.example", isExtended: true), sender: Mailbox("jane@example.com"))
        var draft = MailDraft(
            order: OrderID(rawValue: 1), envelope: envelope, receivedField: "Received: x\r\n",
            sealing: HeaderSealing(names: FieldNames(), seal: seal))
        draft.append(
            ByteBuffer(string: "Message-ID: <1@a>\r\nX-Filler: \(String(repeating: "x", count: 900))\r\nX-Fax-Pass"))
        let early = draft.piece(beyond: 100)
        #expect(early == nil)
        draft.append(ByteBuffer(string: "word: 4711\r\n\r\nHello\r\n"))
        let first = draft.piece(beyond: 100)
        let piece = String(decoding: try #require(first).sealed, as: UTF8.self)
        #expect(try password(piece) == "4711")
        #expect(draft.messageID == "<1@a>")
        draft.append(ByteBuffer(string: String(repeating: "y", count: 200)))
        let second = draft.piece(beyond: 100)
        #expect(second?.sealed.count == 200)
    }
}
