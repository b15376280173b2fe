import ArgumentParser
import Configuration
import Foundation
import ZeroMQ

/// faxctl key
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract:
            "Makes and shows keys: those by which hosts know each other (spool.keys), and the one that seals passwords (secrets).",
        subcommands: [Make.self, Show.self])

    /// faxctl key make
    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "make", abstract: "Makes a secret key in a new file, and prints the public key.",
            discussion: "Its owner and group may read the file (mode 640): let it belong to the group of the programs.")

        @Argument(help: "The file; it must not be there yet.")
        var file: String

        func run() throws {
            let pair = try CurveKeyPair.make()
            let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else { throw KeyCommand.failure("'\(file)' can't be made") }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: Data("\(pair.secretKey.text)\n".utf8))
            try handle.synchronize()
            print(pair.publicKey.text)
        }
    }

    /// faxctl key show
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints the public key that belongs to a secret one.")

        @Argument(help: "The file with the secret key.")
        var file: String

        func run() throws {
            guard let content = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw KeyCommand.failure("'\(file)' can't be read")
            }
            guard let key = CurveKey(content.trimmingCharacters(in: .newlines)) else {
                throw OperatorError("'\(file)' holds no key of 40 characters")
            }
            print(try CurveKeyPair(secretKey: key).publicKey.text)
        }
    }

    /// What the system says of the last call.
    private static func failure(_ what: String) -> OperatorError {
        OperatorError("\(what): \(String(cString: strerror(errno)))")
    }
}
