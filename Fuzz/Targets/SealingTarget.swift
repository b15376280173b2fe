import FaxRequests
import MIME
import MailHeaders
import SealedHeaders

extension FuzzTarget {
    /// A whole mail whose header may hold a password: octet 0 says what applications call our fields; the rest is the mail as it comes.
    ///
    /// Whoever reads the stored mail as MIME finds no password in it, however its header was written.
    static let sealing = FuzzTarget("sealing") { input in
        var reader = InputReader(input)
        var names = FieldNames()
        if reader.octet() & 1 != 0 {
            _ = names.add("X-Old", for: "X-Fax-Password") && names.add(value: "clinic", of: "X-Old", for: "4711")
        }
        // Data has passed with CR LF at the ends of lines, no other CR or LF, and no NUL; and begins with our own field.
        let lines = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let clean = lines.map { $0.filter { $0 != 0 && $0 != UInt8(ascii: "\r") } }
        guard clean.first?.first != UInt8(ascii: " "), clean.first?.first != UInt8(ascii: "\t") else { return }
        let mail = Array("Received: x\r\n".utf8) + clean.flatMap { $0 + Array("\r\n".utf8) }
        let header = FuzzTarget.header(of: mail)
        let sealing = HeaderSealing(names: names, seal: nil)
        let stored = sealing.sealed(mail, header: header.count)

        try FuzzFinding.unless(stored.suffix(mail.count - header.count) == mail[header.count...], "the body is changed")
        try FuzzFinding.unless(
            FieldLines.fields(Array(FuzzTarget.header(of: stored))).count { _ in true }
                == FieldLines.fields(Array(header)).count { _ in true }, "a field has come, or gone")
        func others(_ header: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
            FieldLines.fields(Array(header)).filter { !names.covers(names.tellable(FieldLines.word(of: $0))) }
        }
        let (before, after) = (others(header), others(FuzzTarget.header(of: stored)))
        try FuzzFinding.unless(before == after, "another field than ours is changed")
        guard let read = try? Mail(parsing: stored) else { return }
        for field in read.fields {
            let secret = names.secret(field.name, field.value)?.value
            let value = secret ?? (names.isMistypedSecret(field.name) ? field.value : nil)
            try FuzzFinding.unless(value == nil || value == "withheld", "a password stands in the stored mail")
        }
    }

    /// The header of a mail, without the empty line after it; the whole mail where there is no such line.
    private static func header(of mail: [UInt8]) -> ArraySlice<UInt8> {
        for index in mail.indices where mail[index...].starts(with: [13, 10, 13, 10]) { return mail[..<(index + 2)] }
        return mail[...]
    }
}
