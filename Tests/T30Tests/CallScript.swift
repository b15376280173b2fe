import FaxModel
import Foundation

@testable import T30

/// A scripted call as data: a section of a text file in the folder `Calls`, whose `README` explains the lines.
struct CallScript: Sendable, CustomStringConvertible {
    /// What must hold.
    var name: String
    /// The clause of the standard.
    var clause: String
    /// What our station is and may do: words, by key.
    var settings: [String: String]
    /// What happens, line by line.
    var lines: [(place: String, line: Line)]

    var description: String { name }

    /// Where the scripts are.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Calls")

    /// All scripts there are.
    static let all: [CallScript] = {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let calls = files.filter { $0.pathExtension == "calls" }.sorted { $0.path < $1.path }
        return calls.flatMap { file in
            read((try? String(contentsOf: file, encoding: .utf8)) ?? "", file.lastPathComponent)
        }
    }()

    /// Reads the calls in a file.
    private static func read(_ text: String, _ file: String) -> [CallScript] {
        var scripts: [CallScript] = []
        var repetition = (from: 0, times: 1)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.drop { $0 == " " }
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard let first = words.first, first != "#" else { continue }
            let rest = words.count > 1 ? words[1] : ""
            let place = "\(file):\(number + 1): \(line)"
            switch first {
            case "call": scripts.append(CallScript(name: rest, clause: "", settings: [:], lines: []))
            case "clause": scripts[scripts.count - 1].clause = rest
            case "repeat":
                repetition = (scripts[scripts.count - 1].lines.count, Int(rest) ?? 1)
            case "repeated":
                let repeated = scripts[scripts.count - 1].lines[repetition.from...]
                for _ in 1..<repetition.times { scripts[scripts.count - 1].lines += repeated }
            case "we", "pages", "with", "storing", "number":
                scripts[scripts.count - 1].settings[first] = rest
            default:
                guard let event = Line(String(line)) else { preconditionFailure("\(place): not understood") }
                scripts[scripts.count - 1].lines.append((place, event))
            }
        }
        return scripts
    }
}
