/// Programs that converters are made of, and that need not be there: section `render`. What is missing is said when `render` starts.
public struct ConverterPrograms: Sendable, Hashable {
    /// The Python interpreter for which WeasyPrint is installed: HTML and cover templates.
    public var python: String
    /// GraphicsMagick's `gm`: JPEG, PNG, GIF, WebP, BMP.
    public var graphicsMagick: String
    /// LibreOffice's `soffice`: documents of offices.
    public var libreOffice: String
    /// OpenSSL's `openssl`: signed mails.
    public var openSSL: String
    /// MuPDF's `mutool`: pages of PDFs in colours, which Poppler draws without it.
    public var muPDF: String

    /// Reads their keys of section `render`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        python = try section.path("python", default: "/usr/bin/python3")
        graphicsMagick = try section.path("graphicsmagick", default: "/usr/bin/gm")
        libreOffice = try section.path("libreoffice", default: "/usr/bin/soffice")
        openSSL = try section.path("openssl", default: "/usr/bin/openssl")
        muPDF = try section.path("mutool", default: "/usr/bin/mutool")
    }
}
