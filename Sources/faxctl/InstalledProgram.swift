import ArgumentParser
import Foundation

/// A program of the same installation as this one: beside it, as both are built, or in `lib/faxpost`, as they are installed.
struct InstalledProgram {
    /// Its file.
    let path: String

    /// The program of this name.
    init(_ name: String) {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = URL(filePath: own).deletingLastPathComponent()
        let places = [folder.appending(path: name), folder.appending(path: "../lib/faxpost/\(name)")].map(\.path)
        path = places.first(where: FileManager.default.isExecutableFile) ?? places[0]
    }

    /// Becomes the program, with these arguments.
    ///
    /// - Throws: `OperatorError` when it can't be run.
    func become(_ arguments: [String]) throws -> Never {
        var pointers = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw OperatorError("\(path) can't be run: \(String(cString: strerror(errno)))")
    }
}
