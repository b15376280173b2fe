import Configuration
import Foundation
import Testing

/// `deploy/faxpost.yaml`, the documentation of every key.
struct ShippedFile {
    /// The file's path.
    static let path = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy/faxpost.yaml").path

    private let lines: [String]

    /// Reads the file.
    init() throws {
        lines = try String(contentsOfFile: Self.path, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The text with every `#key: value` line enabled, but for those of these sections, each of which an empty line ends.
    func enabled(without sections: [String]) -> String {
        var isLeftOut = false
        return lines.map { line in
            if sections.contains(where: { line.trimmingPrefix(while: \.isWhitespace) == "#\($0):" }) {
                isLeftOut = true
            }
            if line.isEmpty { isLeftOut = false }
            return isLeftOut ? line : Self.enabled(line)
        }.joined(separator: "\n")
    }

    /// The settings with every `#key: value` line enabled, but for those of `sections`, and of the lists `listeners` and
    /// `smarthosts`, which stand in place of others.
    func settings(without sections: String...) throws -> Configuration {
        try Configuration(text: enabled(without: sections + ["listeners", "smarthosts"]), file: Self.path)
    }

    /// The keys that are documented, by the section that they are in; the file's own sections are in `""`.
    var documentedKeys: [String: Set<String>] {
        var keys: [String: Set<String>] = [:]
        var sections: [(indentation: Int, path: String)] = []
        for line in lines.map(Self.enabled) {
            guard let match = line.wholeMatch(of: /( *)(- )?([A-Za-z-]+):.*/) else { continue }
            let indentation = match.1.count + (match.2?.count ?? 0)
            sections.removeAll { $0.indentation >= indentation }
            let section = sections.last?.path ?? ""
            let key = String(match.3)
            keys[section, default: []].insert(key)
            sections.append((indentation, section.isEmpty ? key : "\(section).\(key)"))
        }
        return keys
    }

    /// `  #key: value` without its `#`. A `#` before a space begins a sentence.
    private static func enabled(_ line: String) -> String {
        guard let match = line.wholeMatch(of: /( *)#((?:- )?[A-Za-z-]+:.*)/) else { return line }
        return String(match.1 + match.2)
    }
}
