import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

@Suite("Received faxes go to whom the copy of the directory says", .timeLimit(.minutes(20)))
struct DirectoryProfileTests {
    private static func person(_ uid: String, _ number: String) -> String {
        """
        dn: uid=\(uid),dc=example,dc=org
        objectClass: inetOrgPerson
        uid: \(uid)
        cn: \(uid)
        sn: \(uid)
        mail: \(uid)@example.com
        facsimileTelephoneNumber: \(number)


        """
    }

    private static let ldif =
        """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example


        """ + person("jane", "+49 30 231-210") + person("kai", "+49 30 231-220") + person("lea", "+49 30 231-220")

    private static func sections(_ server: SlapdServer) throws -> String {
        """
        dialling: {country-code: 49, area-code: 30, extension-digits: 4}
        received: {own-number: +4930231, default-recipient: post@example.com, profiles-file: \(server.folder.path("p.csv"))}
        directory:
          url: \(server.url)
          base: \(SlapdServer.suffix)
          bind-dn: \(SlapdServer.administrator)
          password-file: \(try server.passwordFile())
          copy: {check: 50ms, folder: \(server.folder.url.path)}
          user-profiles: {}
        """
    }

    /// Hands in a fax of one page that was received for `dialled`.
    private func handIn(_ faxpost: Faxpost, dialled: String) async throws -> JobID {
        var writer = TIFFWriter()
        try writer.append(PageBitmap(width: 1728, rows: 100), resolution: .fine)
        let document = NewDocument(try writer.finish())
        let reference = DocumentReference(
            digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff")
        var fax = ReceivedFax(
            job: JobID(order: OrderID.new(), number: 1), call: CallID.new(), line: "line-1", group: .default,
            caller: CallerIdentification(number: "+4922812345", dialled: dialled), began: Date() - 60)
        fax.pages = [ReceivedFax.Page(document: reference, horizontal: 204, vertical: 196, rows: 100, badRows: 0)]
        (fax.ended, fax.isComplete, fax.result) = (Date(), true, "received")
        try await faxpost.client.submit(
            Submission(
                order: fax.job.order,
                tasks: [NewTask(stage: .enrich, lane: .received, priority: .urgent, job: fax.job, payload: fax)],
                documents: [document],
                updates: [JobUpdate(job: fax.job, state: .received, documents: ["received": reference])]))
        return fax.job
    }

    private func event(_ faxpost: Faxpost, _ job: JobID, _ word: String) async throws -> String {
        let history = try await faxpost.job(job) { $0.events.contains { $0.text.contains(word) } }
        return history.events.first { $0.text.contains(word) }?.text ?? ""
    }

    @Test(
        "A fax waits for the copy; then it goes to whom that names, later to whom a newer one does, and faxctl says from where"
    )
    func followed() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, settings: ["overlay syncprov"])
        defer { server.terminate() }
        try server.folder.write("p.csv", "name,dialled,to\nDesk,300,desk@example.com\n")
        try await Faxpost.with(try Self.sections(server)) { faxpost in
            try await faxpost.start([.spool, .enrich])
            let early = try await handIn(faxpost, dialled: "030231210")
            let waiting = try await event(faxpost, early, "The fax waits")
            #expect(waiting.contains("the copy of the directory: has not been read yet"), "\(waiting)")
            let before = try await faxpost.faxctl("profile", "list", codes: [1])
            #expect(before.contains("desk@example.com") && before.contains("there is none yet"), "\(before)")
            _ = try await faxpost.faxctl("directory", "sync")
            let enrich = try faxpost.process(.enrich)
            try await enrich.says("The profiles of the directory are read")
            try await enrich.says("uid=lea,dc=example,dc=org")
            _ = try await faxpost.faxctl("retry", early.description)
            let way = try await event(faxpost, early, "The fax goes to")
            #expect(
                way
                    == "The fax goes to jane@example.com, by profile 'jane@example.com' of the copy of the directory as "
                    + "uid=jane,dc=example,dc=org.")
            let unclear = try await handIn(faxpost, dialled: "220")
            #expect(
                try await event(faxpost, unclear, "The fax goes to")
                    == "No profile is about it, because it is not clear whose the number is. The fax goes to post@example.com."
            )
            let list = try await faxpost.faxctl("profile", "list")
            #expect(list.contains("the copy of the directory as uid=jane,dc=example,dc=org"))
            #expect(list.contains("! uid=kai,dc=example,dc=org: 1 other(s) have 220, too"), "\(list)")
            #expect(try await faxpost.faxctl("profile", "test", "220").contains("it is not clear whose"))
            #expect(try await faxpost.faxctl("profile", "show", "jane@example.com").contains("for dialled: 210"))

            try await server.modify(
                "dn: uid=lea,dc=example,dc=org\nchangetype: modify\nreplace: mail\nmail: lea.new@example.com\n"
                    + "-\nreplace: facsimileTelephoneNumber\nfacsimileTelephoneNumber: 030 231 230\n\n")
            _ = try await faxpost.faxctl("directory", "sync")
            try await enrich.says("The profiles of the directory are read", times: 2)
            for (dialled, address) in [("230", "lea.new@example.com"), ("220", "kai@example.com")] {
                let job = try await handIn(faxpost, dialled: dialled)
                #expect(try await event(faxpost, job, "The fax goes to").hasPrefix("The fax goes to \(address), "))
            }
        }
    }

    @Test(
        "A bad file keeps nobody from seeing the other profiles; what is wrong is said, and the exit code says that it is"
    )
    func badFile() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        try server.folder.write("p.csv", "name,dialled,to\nDesk,3x,desk@example.com\n")
        try await Faxpost.with(try Self.sections(server)) { faxpost in
            try await faxpost.start(.spool)
            _ = try await faxpost.faxctl("directory", "sync")
            for arguments in [["list"], ["test", "210"]] {
                let said = try await ChildProcess.run(
                    Faxpost.binaries.appending(path: "faxctl").path,
                    ["profile"] + arguments + ["--config", faxpost.folder.path("faxpost.yaml")], codes: [1])
                #expect(said.contains("p.csv:2:6: dialled: '3x'") && said.contains("jane@example.com"), "\(said)")
            }
        }
    }
}
