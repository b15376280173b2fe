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
                "-C", "/var/spool/hylafax", "bin/pdf2fax.gs", "-o", output.path, "-m", "500", "-l", "297", "-w", "1728",
                "-r", "196", "-2", file.path,
            ])
    }
}
