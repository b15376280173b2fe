import Foundation

/// How a PDF becomes fax pages: by our `render`, by Ghostscript itself, and by HylaFAX's own script. All at fine resolution on A4.
struct PDFConversion {
    private let render: URL
    private let configuration: URL

    /// That of an installation of its own.
    init(_ setup: Setup) throws {
        configuration = try setup.installation("faxout: {lines: []}\nrender: {maximum-pages: 200}").configuration
        render = setup.binaries.appending(path: "render")
    }

    /// Ours: as a document that was handed in is sent.
    func ours(_ file: URL, to output: URL) throws {
        _ = try run(
            render.path,
            [
                "preview", file.path, "--config", configuration.path, "--no-cover", "--format", "tiff", "--output",
                output.path,
            ])
    }

    /// Ghostscript's `tiffg4`.
    func ghostscript(_ file: URL, to output: URL) throws {
        _ = try run(
            "/usr/bin/gs",
            [
                "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffg4", "-r204x196", "-sPAPERSIZE=a4",
                "-sOutputFile=\(output.path)", file.path,
            ])
    }

    /// HylaFAX's `pdf2fax`, as its scheduler starts it for a fax in fine resolution.
    func hylaFAX(_ file: URL, to output: URL) throws {
        _ = try run(
            "/usr/bin/env",
            [
                "-C", try hylaFAXSpool(beside: output).path, "bin/pdf2fax.gs", "-o", output.path, "-m", "500", "-l",
                "297", "-w", "1728",
                "-r", "196", "-2", file.path,
            ])
    }

    /// A folder as HylaFAX's programs expect it: Debian shows its configuration there while its service runs, which it need not.
    private func hylaFAXSpool(beside output: URL) throws -> URL {
        let folder = output.deletingLastPathComponent().appending(path: "hylafax")
        let manager = FileManager.default
        guard !manager.fileExists(atPath: folder.path) else { return folder }
        try manager.createDirectory(at: folder.appending(path: "tmp"), withIntermediateDirectories: true)
        for (name, place) in [("bin", "/var/spool/hylafax/bin"), ("etc", "/etc/hylafax")] {
            try manager.createSymbolicLink(
                atPath: folder.appending(path: name).path, withDestinationPath: place)
        }
        return folder
    }
}
