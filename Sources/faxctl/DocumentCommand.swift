import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

/// faxctl document
struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Writes a document of a job into a file.")

    @OptionGroup var access: SpoolAccess

    @Argument(help: "The job: ORDER-N.")
    var id: JobID

    @Argument(help: "The document's role, as 'faxctl job' lists it: mail, cover, pages, sent, received.")
    var role: String

    @Option(name: .shortAndLong, help: "The file to write; standard output by default.")
    var output: String?

    func run() async throws {
        try await access.withClient { client, _ in
            let history = try await client.query(.job(id), as: JobHistory.self)
            let bytes = Data(try await client.document(history.document(role).digest))
            if let output {
                do {
                    try bytes.write(to: URL(filePath: output))
                } catch {
                    throw OperatorError("'\(output)' can't be written: \(FileTrouble(error))")
                }
            } else {
                FileHandle.standardOutput.write(bytes)
            }
        }
    }
}

extension JobHistory {
    /// The document of this role.
    ///
    /// - Throws: `SpoolError` that lists the roles that there are.
    func document(_ role: String) throws(SpoolError) -> DocumentReference {
        guard let reference = documents[role] else {
            let known = documents.isEmpty ? "none" : documents.keys.sorted().joined(separator: ", ")
            throw SpoolError(.unknown, "job \(job.id) has no document '\(role)'; it has: \(known)")
        }
        return reference
    }
}
