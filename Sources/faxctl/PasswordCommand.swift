import ArgumentParser
import Crypt
import Foundation

/// faxctl password
struct PasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Makes a line for the file of users (ingest.users.file).",
        discussion: """
            Asks for the password on the terminal, twice and without showing it; without a terminal it is the first line of \
            the standard input. Prints NAME:HASH: append that to the file.
            """)

    @Argument(help: "The name with which the user logs in.")
    var name: String

    func validate() throws {
        guard !name.isEmpty, name.utf8.count <= 255, !name.hasPrefix("#"),
            !name.unicodeScalars.contains(where: { $0 == ":" || $0.properties.generalCategory == .control })
        else {
            throw ValidationError("A name has up to 255 octets, no colon and no control character, and no # in front.")
        }
    }

    func run() throws {
        guard let hash = PasswordHash(hashing: try password()) else {
            throw Self.problem("A password has 1 to 512 octets, and no NUL")
        }
        print("\(name):\(hash.text)")
    }

    private func password() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else { throw Self.problem("There is no password on the standard input") }
            return line
        }
        let first = try Self.ask("Password: ")
        guard try Self.ask("Again: ") == first else { throw Self.problem("The two are not the same") }
        return first
    }

    /// Asks on the terminal, which shows nothing of the answer.
    private static func ask(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var usual = termios()
        guard tcgetattr(STDIN_FILENO, &usual) == 0 else { throw problem("The terminal can't be told to show nothing") }
        var silent = usual
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else {
            throw problem("The terminal can't be told to show nothing")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine() else { throw problem("There was no answer") }
        return line
    }

    private static func problem(_ text: String) -> any Error {
        FileHandle.standardError.write(Data("faxctl: \(text)\n".utf8))
        return ExitCode(1)
    }
}
