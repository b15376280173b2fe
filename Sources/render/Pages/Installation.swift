import Foundation

/// What pages depend on beside their document: packages, `render` itself, the converters, the fonts.
struct Installation: Sendable {
    /// Paths of the converters. Not all need be of packages.
    let programs: [String]

    /// What is there now: another text once any of it has changed. It costs some twenty looks at files.
    var state: String { (Self.always + Self.pythonPackages + programs).map(Self.stamp).joined(separator: "|") }

    /// Files and folders that change when packages and fonts do. `fc-cache` writes the last one, whichever folder a font is in.
    private static let always = [
        "/var/lib/dpkg/status", "/proc/self/exe", "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts",
        "/etc/fonts/conf.d", "/var/cache/fontconfig",
    ]

    /// Where `pip` puts packages that are none of the system's, as WeasyPrint may be: a folder for each Python.
    private static var pythonPackages: [String] {
        let folder = "/usr/local/lib"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("python3") }.sorted().map { "\(folder)/\($0)/dist-packages" }
    }

    private static func stamp(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
}
