import Foundation

/// Other people's programs, which make documents for the tests.
enum TestTool {
    /// Runs a program with `input`, and gives what it prints.
    static func run(_ path: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (from, to) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try Data(input).write(to: from)
        try Data().write(to: to)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "LANG": "C.UTF-8"]
        process.standardInput = try FileHandle(forReadingFrom: from)
        process.standardOutput = try FileHandle(forWritingTo: to)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
        return Array(try Data(contentsOf: to))
    }

    /// A picture in another format, by GraphicsMagick.
    static func picture(_ format: String, of pixels: (width: Int, rows: Int, grey: [UInt8]), _ options: [String] = [])
        throws -> [UInt8]
    {
        let file = Array("P5\n\(pixels.width) \(pixels.rows)\n255\n".utf8) + pixels.grey
        return try run("/usr/bin/gm", ["convert", "pgm:-"] + options + ["\(format):-"], input: file)
    }
}
